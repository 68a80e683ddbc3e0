using System.Text;
using EventDriven.ServiceDefaults;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Transports;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EventDriven.Explorer.Stores;

/// <summary>
/// A service as its process hosts it, on a real database. Its bus is not started: messages are dispatched to the
/// consumers by hand, and nothing runs in the background.
/// </summary>
internal sealed class StoreService : IAsyncDisposable
{
    private static readonly Dictionary<string, object> Headers = new()
    {
        [MessageHeaders.ContentType] = "application/vnd.masstransit+json",
    };

    private readonly WebApplication _app;
    private readonly Dictionary<string, ReceiveEndpointDispatcher> _queues = [];

    private readonly SentMessages _sent;

    private StoreService(WebApplication app, SentMessages sent) => (_app, _sent) = (app, sent);

    public IServiceProvider Services => _app.Services;

    public static async Task<StoreService> Start(
        IServiceModule module,
        Dictionary<string, string?> settings,
        SentMessages sent,
        Action<IServiceCollection> replace
    )
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { EnvironmentName = Environments.Development }
        );
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddServiceDefaults(module);
        replace(builder.Services);
        var service = new StoreService(builder.Build(), sent);
        // They create or migrate the service's databases.
        foreach (var hosted in service.Services.GetServices<IHostedService>())
        {
            if (hosted.GetType().DeclaringType == typeof(ServiceDatabase))
                await hosted.StartAsync(CancellationToken.None);
        }

        service.Services.GetRequiredService<IBusControl>().ConnectSendObserver(sent);
        return service;
    }

    /// <summary>Passes a message through the pipe of its queue: the retries, the outbox, the consumers.</summary>
    public Task Consume(string queue, Envelope envelope, CancellationToken cancellationToken)
    {
        if (!_queues.TryGetValue(queue, out var dispatcher))
        {
            dispatcher = CreateDispatcher(queue);
            _queues.Add(queue, dispatcher);
        }

        return dispatcher.Dispatch(Encoding.UTF8.GetBytes(envelope.Json), Headers, cancellationToken);
    }

    /// <summary>Sends a message as a client or an operator does.</summary>
    public async Task Send(string queue, object message, CancellationToken cancellationToken)
    {
        var endpoint = await Services.GetRequiredService<IBus>().GetSendEndpoint(Contracts.Queues.Address(queue));
        await endpoint.Send(message, cancellationToken);
    }

    public async Task<T> Query<TDbContext, T>(Func<TDbContext, Task<T>> query)
        where TDbContext : DbContext
    {
        await using var scope = Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<TDbContext>());
    }

    /// <summary>Deletes all rows, except for the catalogue.</summary>
    public Task Empty<TDbContext>()
        where TDbContext : DbContext =>
        Query(
            (TDbContext db) =>
            {
                var tables = db
                    .Model.GetEntityTypes()
                    .Where(entity => entity.ClrType != typeof(Inventory.Domain.Product))
                    // Rows that refer to others come first.
                    .OrderByDescending(entity => entity.GetForeignKeys().Count())
                    .Select(entity => entity.GetTableName());
                return db.Database.ExecuteSqlRawAsync(
                    string.Concat(tables.Select(table => $"DELETE FROM \"{table}\";\n"))
                );
            }
        );

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    // MassTransit's IReceiveEndpointDispatcherFactory leaves out consumers that an endpoint of the bus has already.
    private ReceiveEndpointDispatcher CreateDispatcher(string queue)
    {
        var context = Services.GetRequiredService<IBusRegistrationContext>();
        var endpoint = Services
            .GetRequiredService<IBusInstance>()
            .HostConfiguration.CreateReceiveEndpointConfiguration(queue);
        var configurator = (IReceiveEndpointConfigurator)endpoint;
        configurator.ThrowOnSkippedMessages();
        configurator.RethrowFaultedMessages();
        configurator.PublishFaults = false;
        configurator.ConfigureConsumeTopology = false;
        context.GetConfigureReceiveEndpoints().Configure(queue, configurator);
        foreach (var consumer in Services.GetServices<IConsumerRegistration>())
        {
            if (consumer.GetDefinition(context).GetEndpointName(DefaultEndpointNameFormatter.Instance) == queue)
                consumer.Configure(configurator, context);
        }

        foreach (var saga in Services.GetServices<ISagaRegistration>())
            saga.Configure(configurator, context);

        var dispatcher = new ReceiveEndpointDispatcher(endpoint.CreateReceiveEndpointContext());
        dispatcher.ConnectSendObserver(_sent);
        dispatcher.ConnectPublishObserver(_sent);
        return dispatcher;
    }
}

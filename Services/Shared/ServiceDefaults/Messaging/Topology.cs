using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// The broker's queues, exchanges and bindings. A message published to an exchange without a queue is lost, so they are
/// deployed, for every service at once, before the first service starts.
/// </summary>
public static class Topology
{
    private static readonly TimeSpan StartWithin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Declares all queues, exchanges and bindings of the services on the RabbitMQ at
    /// <c>ConnectionStrings:RabbitMq</c>, which has a minute to become available. Consumes nothing; may be repeated.
    /// </summary>
    /// <exception cref="ConnectionException">
    /// The broker already has a queue or an exchange of the same name with other properties.
    /// </exception>
    public static async Task DeployAsync(
        IConfiguration configuration,
        IServiceModule[] modules,
        CancellationToken cancellationToken
    )
    {
        await using var provider = Services(configuration, modules)
            // Warnings: the broker is not reachable yet. An error is thrown as well.
            .AddLogging(logging =>
                logging
                    .AddSimpleConsole(console => console.SingleLine = true)
                    .AddFilter(level => level == LogLevel.Warning)
            )
            .BuildServiceProvider();

        // Not MassTransit's DeployAsync, which waits for the stop without a limit: an endpoint says that it is ready a
        // moment before it can be stopped (TransportReadyFilter), and a stop within that moment never ends, whatever
        // its token says.
        var bus = provider.GetRequiredService<IBusControl>();
        var mismatch = new MismatchObserver();
        bus.ConnectReceiveEndpointObserver(mismatch);
        try
        {
            var started = bus.StartAsync(cancellationToken).WaitAsync(StartWithin, cancellationToken);
            await await Task.WhenAny(started, mismatch.Found);
        }
        catch (TimeoutException)
        {
            throw new StartRefusedException(
                "RabbitMQ did not answer within a minute. Start it, or correct the setting ConnectionStrings:RabbitMq."
            );
        }

        try
        {
            await bus.StopAsync(cancellationToken).WaitAsync(StopWithin, cancellationToken);
        }
        catch (TimeoutException)
        {
            // All is declared: what is left is a connection that ends with the process.
        }
    }

    /// <summary>
    /// The bus of services as it would be on RabbitMQ, to look at what is configured: it is not started, and connects
    /// to nothing.
    /// </summary>
    /// <param name="modules">The services.</param>
    /// <returns>What holds the bus, an <see cref="IBusControl" />.</returns>
    public static ServiceProvider ConfigureBus(params IServiceModule[] modules) =>
        Services(
                new ConfigurationBuilder()
                    .AddInMemoryCollection([new("ConnectionStrings:RabbitMq", "amqp://localhost/")])
                    .Build(),
                modules
            )
            .BuildServiceProvider();

    private static ServiceCollection Services(IConfiguration configuration, IServiceModule[] modules)
    {
        // Only the bus is built, never a database opened: naming SQLite spares the connection strings.
        var settings = new ConfigurationBuilder()
            .AddConfiguration(configuration)
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["Transport"] = nameof(TransportKind.RabbitMq),
                    ["Database"] = nameof(DatabaseKind.Sqlite),
                    [ServiceBus.DeployTopologyOnly] = "true",
                }
            )
            .Build();

        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(settings);
        services.TryAddSingleton(TimeProvider.System);
        services.AddLogging();
        foreach (var module in modules)
            module.AddServices(services, settings);
        services.AddServiceBus(settings, modules);
        return services;
    }

    /// <summary>
    /// Reports a queue that the broker has with other properties, which MassTransit retries without end.
    /// </summary>
    private sealed class MismatchObserver : IReceiveEndpointObserver
    {
        private readonly TaskCompletionSource _found = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Found => _found.Task;

        public Task Ready(ReceiveEndpointReady ready) => Task.CompletedTask;

        public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

        public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

        public Task Faulted(ReceiveEndpointFaulted faulted)
        {
            if (faulted.Exception is { } exception && StartRefusal.Of(exception).Count > 0)
                _found.TrySetException(exception);
            return Task.CompletedTask;
        }
    }
}

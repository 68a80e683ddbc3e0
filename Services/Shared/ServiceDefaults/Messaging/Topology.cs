using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// The broker's queues, exchanges and bindings. They are deployed before the first service starts, because a message
/// that is published to an exchange without a queue is lost.
/// </summary>
public static class Topology
{
    private static readonly TimeSpan StartWithin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Declares the services' topology on RabbitMQ, which has a minute to become available. Consumes nothing; may be
    /// repeated.
    /// </summary>
    /// <exception cref="ConnectionException">
    /// A queue or an exchange of the same name has other properties.
    /// </exception>
    public static async Task DeployAsync(
        IConfiguration configuration,
        IServiceModule[] modules,
        CancellationToken cancellationToken
    )
    {
        await using var provider = Services(configuration, modules)
            // Warnings say that the broker is not reachable yet. Errors are thrown as well.
            .AddLogging(logging =>
                logging
                    .AddSimpleConsole(console => console.SingleLine = true)
                    .AddFilter(level => level == LogLevel.Warning)
            )
            .BuildServiceProvider();

        // MassTransit's DeployAsync waits for the stop without a limit. An endpoint reports that it is ready a moment
        // before it can be stopped (TransportReadyFilter), and a stop in between never ends, even if cancelled.
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
            // All is declared, and the connection ends with the process.
        }
    }

    /// <summary>
    /// The configured <see cref="IBusControl" /> of services on RabbitMQ, to inspect. It connects to nothing.
    /// </summary>
    public static ServiceProvider ConfigureBus(params IServiceModule[] modules) =>
        Services(
                new ConfigurationBuilder()
                    .AddInMemoryCollection([new("ConnectionStrings:RabbitMq", "amqps://localhost/")])
                    .Build(),
                modules
            )
            .BuildServiceProvider();

    private static ServiceCollection Services(IConfiguration configuration, IServiceModule[] modules)
    {
        // No database is opened. SQLite needs no connection strings.
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

    /// <summary>Detects a queue with other properties, which MassTransit retries without end.</summary>
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

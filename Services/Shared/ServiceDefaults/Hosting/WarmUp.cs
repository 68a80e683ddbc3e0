using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry;
using IMeterFactory = System.Diagnostics.Metrics.IMeterFactory;
using Meter = System.Diagnostics.Metrics.Meter;
using MeterOptions = System.Diagnostics.Metrics.MeterOptions;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// Before a process takes its first message, runs a few orders through a second container of its service, with the real
/// consumers, an in-memory transport and temporary tables. So the code is compiled before the first real order, and
/// nothing is published or stored. A failed warm-up is logged, and the process starts without it.
/// </summary>
internal sealed class WarmUp(
    IServiceProvider process,
    IConfiguration configuration,
    IReadOnlyList<IServiceModule> modules,
    ILogger<WarmUp> logger
) : IHostedService, IHealthCheck
{
    public const string Name = "warm-up";

    /// <summary>How many orders; 0 turns the warm-up off.</summary>
    public const string Setting = "WarmUp:Orders";

    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(5);

    private HealthCheckResult _result = HealthCheckResult.Unhealthy("Not ready: the warm-up has not ended.");

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) => Task.FromResult(_result);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(EndsWithin);
        try
        {
            if (
                modules is [var module]
                && configuration.Transport() == TransportKind.RabbitMq
                && configuration.Database() == DatabaseKind.Postgres
            )
                await RunAsync(module, configuration.GetValue(Setting, defaultValue: 3), limit.Token);
            _result = HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning(exception, "The warm-up has failed. The first orders take longer.");
            _result = HealthCheckResult.Degraded("The warm-up has failed; the log has the reason.");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task RunAsync(IServiceModule module, int orders, CancellationToken cancellationToken)
    {
        var databases = process.GetServices<IWarmUpDatabase>().ToList();
        if (orders == 0 || !databases.TrueForAll(database => database.CanHaveTemporaryTables))
            return;

        var began = Stopwatch.GetTimestamp();
        // No traces, and no log of this bus. Both end with this method.
        using var suppressed = SuppressInstrumentationScope.Begin();
        LogContext.ConfigureCurrentLogContext(NullLoggerFactory.Instance);
        await using var container = CreateContainer(module, databases, cancellationToken);
        var bus = container.GetRequiredService<IBusControl>();
        var deliveries = new Deliveries();
        bus.ConnectReceiveObserver(deliveries);
        try
        {
            foreach (var database in databases)
                await database.SeedAsync(container, cancellationToken);
            await bus.StartAsync(cancellationToken);
            for (var order = 0; order < orders; order++)
            {
                foreach (var message in module.WarmUpMessages(Guid.NewGuid()))
                {
                    var consumed = deliveries.Next();
                    await bus.Publish(message, cancellationToken);
                    await consumed.WaitAsync(cancellationToken);
                }

                await using var scope = container.CreateAsyncScope();
                await module.WarmUpAsync(scope.ServiceProvider, cancellationToken);
            }
        }
        finally
        {
            foreach (var database in databases)
                database.DiscardTemporaryTables();
            using var stopping = new CancellationTokenSource(StopsWithin);
            await bus.StopAsync(stopping.Token);
        }

        logger.LogInformation(
            "Warmed up with {Orders} orders in {Milliseconds:0} ms.",
            orders,
            Stopwatch.GetElapsedTime(began).TotalMilliseconds
        );
    }

    private ServiceProvider CreateContainer(
        IServiceModule module,
        List<IWarmUpDatabase> databases,
        CancellationToken limit
    )
    {
        var settings = new ConfigurationBuilder()
            .AddConfiguration(configuration)
            .AddInMemoryCollection([new("Transport", nameof(TransportKind.InMemory))])
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(settings);
        services.AddSingleton(process.GetRequiredService<IHostEnvironment>());
        services.AddSingleton<IHostApplicationLifetime>(new Lifetime(limit));
        services.TryAddSingleton(TimeProvider.System);
        services.AddLogging();
        module.AddServices(services, settings);
        services.AddServiceBus(settings, [module]);
        services.Replace(ServiceDescriptor.Singleton<IMeterFactory, UnexportedMeters>());
        module.ReplaceRemoteParties(services);
        foreach (var database in databases)
            database.UseTemporaryTables(services);
        return services.BuildServiceProvider();
    }

    /// <summary>Ends what waits for a database when the time is over.</summary>
    private sealed class Lifetime(CancellationToken limit) : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => limit;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() { }
    }

    /// <summary>Meters whose names no export knows.</summary>
    private sealed class UnexportedMeters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(new MeterOptions(Name));

        public void Dispose() { }
    }

    /// <summary>The end of the next delivery.</summary>
    private sealed class Deliveries : IReceiveObserver
    {
        private TaskCompletionSource _next = new();

        public Task Next()
        {
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _next.Task;
        }

        public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

        public Task PostReceive(ReceiveContext context)
        {
            _next.TrySetResult();
            return Task.CompletedTask;
        }

        public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
            where T : class => Task.CompletedTask;

        public Task ConsumeFault<T>(
            ConsumeContext<T> context,
            TimeSpan duration,
            string consumerType,
            Exception exception
        )
            where T : class
        {
            _next.TrySetException(exception);
            return Task.CompletedTask;
        }

        public Task ReceiveFault(ReceiveContext context, Exception exception)
        {
            _next.TrySetException(exception);
            return Task.CompletedTask;
        }
    }
}

using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventDriven.Persistence.Tests.Application;

/// <summary>A process: a host with a bus of its own on a database that outlives it.</summary>
public sealed class TestProcess : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _isGone;

    private TestProcess(IHost host, Store store)
    {
        _host = host;
        Store = store;
    }

    public Store Store { get; }

    public IBus Bus => _host.Services.GetRequiredService<IBus>();

    public Inbound Inbound => _host.Services.GetRequiredService<Inbound>();

    public Deliveries Deliveries => _host.Services.GetRequiredService<Deliveries>();

    public Behaviour Behaviour => _host.Services.GetRequiredService<Behaviour>();

    public Wire Wire => _host.Services.GetRequiredService<Wire>();

    public LogLines Log => _host.Services.GetRequiredService<LogLines>();

    public IServiceProvider Services => _host.Services;

    /// <summary>
    /// Starts a process on <paramref name="store"/>, with the work consumer behind an outbox, observers outside it, and
    /// what the test adds.
    /// </summary>
    public static async Task<TestProcess> Start(Store store, Action<TestProcessSettings>? configure = null)
    {
        var settings = new TestProcessSettings();
        configure?.Invoke(settings);

        var builder = Host.CreateEmptyApplicationBuilder(null);
        var log = new LogLines();
        builder.Logging.AddProvider(log);
        builder
            .Services.AddSingleton(log)
            .AddSingleton<Inbound>()
            .AddSingleton<Deliveries>()
            .AddSingleton<Behaviour>()
            .AddSingleton(new Wire { IsCut = settings.IsWireCut });
        builder.Services.AddSingleton(new OrderStateMachineOptions(settings.InsertsOnInitial));
        builder.Services.AddDbContext<OrdersDbContext>(store.Use);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = settings.WaitsForBus);
        settings.AddServices(builder.Services);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddReceiveObserver(provider => provider.GetRequiredService<Deliveries>());
            bus.AddEntityFrameworkOutbox<OrdersDbContext>(outbox =>
            {
                outbox.QueryDelay = TimeSpan.FromMilliseconds(100);
                settings.ConfigureOutbox(outbox);
            });
            bus.AddConsumer<WorkConsumer>().Endpoint(e => e.Name = "work");
            bus.AddConsumer<Observer<WorkDone>>().Endpoint(e => e.Name = "observe-work");
            bus.AddConsumer<Observer<Fault<DoWork>>>().Endpoint(e => e.Name = "observe-faults");
            settings.AddToBus(bus);
            bus.AddConfigureEndpointsCallback(
                (context, name, endpoint) =>
                {
                    endpoint.ConcurrentMessageLimit = 16;
                    if (name.StartsWith("observe", StringComparison.Ordinal))
                        return;

                    if (settings.Retries > 0)
                        endpoint.UseMessageRetry(retry =>
                            retry.Intervals([
                                .. Enumerable
                                    .Range(1, settings.Retries)
                                    .Select(attempt => TimeSpan.FromMilliseconds(attempt)),
                            ])
                        );
                    if (settings.HasOutbox)
                        settings.UseOutbox(context, name, endpoint);
                }
            );
            settings.UseTransport(bus);
        });

        await using (var db = store.Open())
            await db.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);

        var process = new TestProcess(builder.Build(), store);
        await settings.BeforeStart(process);
        await process._host.StartAsync(TestContext.Current.CancellationToken);
        return process;
    }

    /// <summary>
    /// Sends one message to be worked on, as a publisher elsewhere would: under an id that can be said twice.
    /// </summary>
    public async Task Publish<T>(T message, Guid? messageId = null)
        where T : class =>
        await Bus.Publish(
            message,
            context => context.MessageId = messageId ?? context.MessageId,
            TestContext.Current.CancellationToken
        );

    public async Task<T> InScope<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    public Task<T> Read<T>(Func<OrdersDbContext, Task<T>> read) => Store.Read(read);

    /// <summary>Waits until the database meets a condition.</summary>
    public Task Until(Func<OrdersDbContext, Task<bool>> condition, string what) =>
        Eventually.Holds(() => Read(condition), what, Log.Troubles);

    public Task Until(Func<bool> condition, string what) => Eventually.Holds(condition, what, Log.Troubles);

    public Task Until(Func<Task<bool>> condition, string what) => Eventually.Holds(condition, what, Log.Troubles);

    public async Task Stop()
    {
        _isGone = true;
        await _host.StopAsync(TestContext.Current.CancellationToken);
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    /// <summary>
    /// Ends the process as a kill would: whatever it has not committed is gone. The wire is cut first, so that nothing
    /// leaves while the remains are cleared away.
    /// </summary>
    public async Task Kill()
    {
        Wire.IsCut = true;
        await Stop();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isGone)
            await Stop();
    }
}

using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventDriven.Conformance.Tests.Application;

/// <summary>An application with a bus of its own, on the in-memory transport.</summary>
public sealed class TestApplication : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly Store _store;
    private readonly LogLines _log;

    private TestApplication(IHost host, Store store, LogLines log)
    {
        _host = host;
        _store = store;
        _log = log;
    }

    public IServiceProvider Services => _host.Services;

    public IBus Bus => _host.Services.GetRequiredService<IBus>();

    public Seen Seen => _host.Services.GetRequiredService<Seen>();

    public Script Script => _host.Services.GetRequiredService<Script>();

    /// <summary>Starts what the test sets up, on tables that are there.</summary>
    public static async Task<TestApplication> Start(Store store, Action<Setup> configure)
    {
        var setup = new Setup(store);
        configure(setup);

        var builder = Host.CreateEmptyApplicationBuilder(null);
        var log = new LogLines();
        builder.Logging.AddProvider(log);
        builder.Services.AddSingleton<Seen>().AddSingleton<Deliveries>().AddSingleton(setup.Script);
        foreach (var service in setup.Services)
            builder.Services.Add(service);

        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddReceiveObserver(provider => provider.GetRequiredService<Deliveries>());
            bus.AddDelayedMessageScheduler();
            setup.Apply(bus);
            bus.AddConfigureEndpointsCallback(
                (context, name, endpoint) =>
                {
                    endpoint.ConcurrentMessageLimit = 8;
                    if (name.StartsWith("observe", StringComparison.Ordinal))
                        return;

                    setup.OutsideRetries(endpoint);
                    if (setup.Retries > 0)
                        endpoint.UseMessageRetry(retry =>
                            retry.Intervals([
                                .. Enumerable
                                    .Range(1, setup.Retries)
                                    .Select(attempt => TimeSpan.FromMilliseconds(5 * attempt)),
                            ])
                        );
                    setup.Endpoint(context, name, endpoint);
                }
            );
            bus.UsingInMemory(
                (context, transport) =>
                {
                    transport.UseDelayedMessageScheduler();
                    setup.Transport(context, transport);
                    transport.ConfigureEndpoints(context);
                }
            );
        });

        var application = new TestApplication(builder.Build(), store, log);
        await application._host.StartAsync(TestContext.Current.CancellationToken);
        return application;
    }

    /// <summary>The shop's tables, made before it starts.</summary>
    public static async Task<TestApplication> StartShop(
        Store store,
        Action<Setup> configure,
        Action<IEntityFrameworkOutboxConfigurator>? configureOutbox = null
    )
    {
        await store.CreateTables<ShopDbContext>();
        return await Start(store, setup =>
        {
            setup.WithShop(configureOutbox);
            configure(setup);
        });
    }

    /// <summary>Publishes as somebody elsewhere would: under an id that can be said twice.</summary>
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

    public Task<T> Read<T>(Func<ShopDbContext, Task<T>> read) => _store.Read(read);

    /// <summary>Waits until the shop's database says so.</summary>
    public Task Until(Func<ShopDbContext, Task<bool>> condition, string what) => Until<ShopDbContext>(condition, what);

    public Task Until<TContext>(Func<TContext, Task<bool>> condition, string what)
        where TContext : DbContext => Eventually.Holds(() => _store.Read(condition), what, _log.Troubles);

    public Task Until(Func<bool> condition, string what) => Eventually.Holds(condition, what, _log.Troubles);

    public Task Until(Func<Task<bool>> condition, string what) => Eventually.Holds(condition, what, _log.Troubles);

    /// <summary>Waits for a message that an observer is to receive.</summary>
    public async Task<ConsumeContext<T>> Sees<T>(Func<T, bool> predicate, string what)
        where T : class
    {
        await Until(() => Seen.All<T>().Any(predicate), what);
        return Seen.Contexts<T>().First(context => predicate(context.Message));
    }

    /// <summary>
    /// A later message of the work's queue is handled and announced, and what came before has been handled too.
    /// </summary>
    public async Task<Guid> LaterWork()
    {
        var later = Guid.NewGuid();
        await Publish(new DoWork(later));
        await Sees<WorkDone>(done => done.Id == later, "a later message is handled");
        await Until(() => Services.GetRequiredService<Deliveries>().InHand == 0, "those before it have been handled");
        return later;
    }

    /// <summary>Starts an order and waits until it is stored.</summary>
    public async Task<Guid> StartedOrder(string? number = null)
    {
        var order = Guid.NewGuid();
        await Publish(new StartOrder(order, number));
        await Until(db => db.Orders.AnyAsync(o => o.CorrelationId == order), "the order is started");
        return order;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(TestContext.Current.CancellationToken);
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}

using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Conformance.Tests.Application;

/// <summary>What a test's application is made of.</summary>
public sealed class Setup(Store store)
{
    private readonly List<Action<IBusRegistrationConfigurator>> _bus = [];

    public IServiceCollection Services { get; } = new ServiceCollection();

    public Script Script { get; } = new();

    /// <summary>How often a message is tried again, where it is not an observer's.</summary>
    public int Retries { get; set; } = 5;

    /// <summary>What comes before the consumers and sagas of an endpoint, inside the retries.</summary>
    public Action<IRegistrationContext, string, IReceiveEndpointConfigurator> Endpoint { get; set; } =
        (context, _, endpoint) => endpoint.UseEntityFrameworkOutbox<ShopDbContext>(context);

    /// <summary>What comes before the retries.</summary>
    public Action<IReceiveEndpointConfigurator> OutsideRetries { get; set; } = _ => { };

    public Action<IBusRegistrationContext, IInMemoryBusFactoryConfigurator> Transport { get; set; } = (_, _) => { };

    public Setup Bus(Action<IBusRegistrationConfigurator> configure)
    {
        _bus.Add(configure);
        return this;
    }

    /// <summary>Listens to a message without an inbox, at a queue named "observe-" and the message's name.</summary>
    public Setup Observe<T>()
        where T : class =>
        Bus(bus =>
            bus.AddConsumer<Observer<T>>()
                .Endpoint(e =>
                    e.Name =
                        "observe-"
                        + string.Concat(
                            typeof(T).Name.Split('`')[0],
                            string.Concat(typeof(T).GenericTypeArguments.Select(type => "-" + type.Name))
                        )
                )
        );

    /// <summary>The shop's context with its outbox.</summary>
    public Setup WithShop(Action<IEntityFrameworkOutboxConfigurator>? configure = null)
    {
        Services.AddDbContext<ShopDbContext>(store.Use);
        return WithOutbox<ShopDbContext>(configure);
    }

    public Setup WithOutbox<TContext>(Action<IEntityFrameworkOutboxConfigurator>? configure = null)
        where TContext : DbContext =>
        Bus(bus =>
            bus.AddEntityFrameworkOutbox<TContext>(outbox =>
            {
                store.Tell(outbox);
                outbox.QueryDelay = TimeSpan.FromMilliseconds(50);
                configure?.Invoke(outbox);
            })
        );

    /// <summary>The consumer at the queue "work", and who listens to it.</summary>
    public Setup WithWork() =>
        Bus(bus => bus.AddConsumer<WorkConsumer>().Endpoint(e => e.Name = "work"))
            .Observe<WorkDone>()
            .Observe<Fault<DoWork>>();

    /// <summary>The order's saga at the queue "orders", and who listens to it.</summary>
    public Setup WithOrders(
        ConcurrencyMode mode = ConcurrencyMode.Pessimistic,
        Action<IEntityFrameworkSagaRepositoryConfigurator<Order>>? configure = null
    ) =>
        WithSaga<OrderStateMachine, Order>("orders", repository =>
            {
                repository.ConcurrencyMode = mode;
                repository.ExistingDbContext<ShopDbContext>();
                configure?.Invoke(repository);
            })
            .Observe<OrderStarted>()
            .Observe<OrderChanged>()
            .Observe<OrderMissing>()
            .Observe<Fault<ChangeOrder>>();

    public Setup WithSaga<TMachine, TSaga>(
        string queue,
        Action<IEntityFrameworkSagaRepositoryConfigurator<TSaga>> configure
    )
        where TMachine : class, SagaStateMachine<TSaga>
        where TSaga : class, SagaStateMachineInstance =>
        Bus(bus =>
            bus.AddSagaStateMachine<TMachine, TSaga>()
                .EntityFrameworkRepository(repository =>
                {
                    store.Tell(repository);
                    configure(repository);
                })
                .Endpoint(e => e.Name = queue)
        );

    internal void Apply(IBusRegistrationConfigurator bus)
    {
        foreach (var configure in _bus)
            configure(bus);
    }
}

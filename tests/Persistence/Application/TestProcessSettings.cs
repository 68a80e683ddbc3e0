using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Persistence.Tests.Application;

/// <summary>What a test wants different about its process.</summary>
public sealed class TestProcessSettings
{
    public bool IsWireCut { get; set; }

    public bool InsertsOnInitial { get; set; }

    public bool HasOutbox { get; set; } = true;

    /// <summary>Whether starting waits for the bus: what is published before its queues are there is lost.</summary>
    public bool WaitsForBus { get; set; } = true;

    public int Retries { get; set; } = 5;

    public Action<IServiceCollection> AddServices { get; set; } = _ => { };

    public Action<IBusRegistrationConfigurator> AddToBus { get; set; } = _ => { };

    public Action<IEntityFrameworkOutboxConfigurator> ConfigureOutbox { get; set; } = _ => { };

    public Action<IRegistrationContext, string, IReceiveEndpointConfigurator> UseOutbox { get; set; } =
        (context, _, endpoint) => endpoint.UseEntityFrameworkOutbox<OrdersDbContext>(context);

    public Action<IBusRegistrationConfigurator> UseTransport { get; set; } =
        bus =>
            bus.UsingInMemory(
                (context, transport) =>
                {
                    var wire = context.GetRequiredService<Wire>();
                    transport.ConfigureSend(send => send.UseExecuteAsync(wire.Pass));
                    transport.ConfigureEndpoints(context);
                }
            );

    /// <summary>Runs when the process is built and its tables are there, before it starts.</summary>
    public Func<TestProcess, Task> BeforeStart { get; set; } = _ => Task.CompletedTask;

    /// <summary>Puts the process on a broker.</summary>
    public TestProcessSettings OnRabbitMq(Uri address)
    {
        UseTransport = bus =>
            bus.UsingRabbitMq(
                (context, transport) =>
                {
                    transport.Host(address);
                    transport.ConfigureSend(pipe =>
                        pipe.UseExecute(send => (send as RabbitMqSendContext)?.Mandatory = true)
                    );
                    transport.ConfigureEndpoints(context);
                }
            );
        return this;
    }

    /// <summary>Adds the order's saga, and who listens to it.</summary>
    public TestProcessSettings WithOrders(ConcurrencyMode mode = ConcurrencyMode.Pessimistic)
    {
        AddToBus += bus =>
        {
            bus.AddSagaStateMachine<OrderStateMachine, Order>()
                .EntityFrameworkRepository(repository =>
                {
                    repository.ConcurrencyMode = mode;
                    repository.ExistingDbContext<OrdersDbContext>();
                })
                .Endpoint(e => e.Name = "orders");
            bus.AddConsumer<Observer<OrderStarted>>().Endpoint(e => e.Name = "observe-started");
            bus.AddConsumer<Observer<OrderChanged>>().Endpoint(e => e.Name = "observe-changed");
            bus.AddConsumer<Observer<Fault<FinishOrder>>>().Endpoint(e => e.Name = "observe-finish-faults");
        };
        return this;
    }
}

using EventDriven.Contracts;
using EventDriven.Sagas;
using EventDriven.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Options;

namespace EventDriven.Orchestrator;

/// <summary>Orchestrator: takes each order through its steps to exactly one end.</summary>
public sealed class OrchestratorService : IServiceModule
{
    public string Name => "orchestrator";

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddServiceDatabase<OrdersDbContext>(configuration, "Orders");
        services.AddSingleton<IValidateOptions<SagaOptions>, SagaOptionsValidator>();
        services.AddOptions<SagaOptions>().Bind(configuration.GetSection(SagaOptions.Section)).ValidateOnStart();
        services.AddMetrics().AddOrderMeter();
        services.AddHostedService<WorkflowAnnouncement>();
        services.AddHostedService<DeadlineSweep>();
    }

    public void AddToBus(IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        bus.AddSagaStateMachine<OrderStateMachine, OrderState, OrderStateDefinition>()
            .EntityFrameworkRepository(repository =>
            {
                // An order's messages seldom arrive together. If they do, the second one is consumed again.
                repository.ConcurrencyMode = ConcurrencyMode.Optimistic;
                repository.ExistingDbContext<OrdersDbContext>();
                if (configuration.Database() == DatabaseKind.Sqlite)
                    repository.UseSqlite();
                else
                    repository.UsePostgres();
            });

        bus.AddConsumer<OrderHistoriesConsumer>().Endpoint(endpoint => endpoint.Name = Queues.Histories);
        bus.AddConfigureEndpointsCallback(
            (context, name, endpoint) =>
            {
                if (name == Queues.Orders)
                    endpoint.UseOrderMeter(context);
            }
        );
        bus.AddGroupedOutbox<OrdersDbContext>(configuration, Queues.Orders);
        bus.AddRedelivery<OrdersDbContext>(Queues.Orders);
    }

    public IEnumerable<object> WarmUpMessages(Guid orderId) =>
        [
            WarmUpOrder.Submit(orderId),
            WarmUpOrder.StockReserved(orderId),
            WarmUpOrder.PaymentAuthorised(orderId),
            WarmUpOrder.ShipmentBooked(orderId),
            WarmUpOrder.PaymentCaptured(orderId),
            WarmUpOrder.ShipmentDispatched(orderId),
        ];
}

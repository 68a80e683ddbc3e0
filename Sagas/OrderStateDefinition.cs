using EventDriven.Contracts;

namespace EventDriven.Sagas;

/// <summary>Names the saga's queue. The host configures concurrency, retries and arguments as for any queue.</summary>
public sealed class OrderStateDefinition : SagaDefinition<OrderState>
{
    public OrderStateDefinition() => Endpoint(endpoint => endpoint.Name = Queues.Orders);

    protected override void ConfigureSaga(
        IReceiveEndpointConfigurator endpointConfigurator,
        ISagaConfigurator<OrderState> sagaConfigurator,
        IRegistrationContext context
    )
    {
        sagaConfigurator.UseFilter(new EpochFilter());
        sagaConfigurator.UseFilter(new OneTraceFilter());
    }
}

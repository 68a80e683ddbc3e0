using EventDriven.Contracts;

namespace EventDriven.Sagas;

/// <summary>
/// Names the saga's queue. The host applies the conventions of every queue: concurrency, retries and arguments.
/// </summary>
public sealed class OrderStateDefinition : SagaDefinition<OrderState>
{
    public OrderStateDefinition() => Endpoint(endpoint => endpoint.Name = Queues.Orders);

    protected override void ConfigureSaga(
        IReceiveEndpointConfigurator endpointConfigurator,
        ISagaConfigurator<OrderState> sagaConfigurator,
        IRegistrationContext context
    )
    {
        ArgumentNullException.ThrowIfNull(sagaConfigurator);
        sagaConfigurator.UseFilter(new OneTraceFilter());
    }
}

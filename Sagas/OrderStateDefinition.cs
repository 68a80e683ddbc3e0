using EventDriven.Contracts;
using MassTransit;

namespace EventDriven.Sagas;

/// <summary>
/// The saga's endpoint. Concurrency, retries and queue settings are the conventions of every queue, which the host
/// applies.
/// </summary>
public sealed class OrderStateDefinition : SagaDefinition<OrderState>
{
    /// <summary>Names the queue.</summary>
    public OrderStateDefinition() => Endpoint(endpoint => endpoint.Name = Queues.Orders);

    /// <inheritdoc />
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

using EventDriven.Contracts.Orders;
using EventDriven.Operations.Orders;
using MassTransit;

namespace EventDriven.Operations.Consumers;

/// <summary>Keeps the read model of orders; see <see cref="OrderProjection" />.</summary>
public sealed class OrderStatusChangedConsumer(OrderProjection projection) : IConsumer<OrderStatusChanged>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<OrderStatusChanged> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return projection.AddAsync(context.Message, context.ReceiveContext.Redelivered, context.CancellationToken);
    }
}

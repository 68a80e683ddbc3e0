using EventDriven.Operations.Orders;
using MassTransit;

namespace EventDriven.Operations.Consumers;

public sealed class OrderStatusChangedConsumer(OrderProjection projection) : IConsumer<OrderStatusChanged>
{
    public Task Consume(ConsumeContext<OrderStatusChanged> context) =>
        projection.AddAsync(context.Message, context.CancellationToken);
}

using EventDriven.Contracts.Orders;
using EventDriven.Notifications.Domain;
using MassTransit;

namespace EventDriven.Notifications.Consumers;

public sealed class OrderCancelledConsumer(OrderNotifier notifier) : IConsumer<OrderCancelled>
{
    public Task Consume(ConsumeContext<OrderCancelled> context) =>
        notifier.Deliver(OrderEmail.Of(context.Message), context.CancellationToken);
}

using EventDriven.Contracts.Orders;
using EventDriven.Notifications.Domain;
using MassTransit;

namespace EventDriven.Notifications.Consumers;

/// <summary>Tells the customer that the order is cancelled.</summary>
public sealed class OrderCancelledConsumer(OrderNotifier notifier) : IConsumer<OrderCancelled>
{
    public Task Consume(ConsumeContext<OrderCancelled> context) =>
        notifier.Deliver(OrderEmail.Of(context.Message), context.CancellationToken);
}

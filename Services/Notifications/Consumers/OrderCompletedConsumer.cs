using EventDriven.Contracts.Orders;
using EventDriven.Notifications.Domain;
using MassTransit;

namespace EventDriven.Notifications.Consumers;

/// <summary>Tells the customer that the order is completed.</summary>
public sealed class OrderCompletedConsumer(OrderNotifier notifier) : IConsumer<OrderCompleted>
{
    public Task Consume(ConsumeContext<OrderCompleted> context) =>
        notifier.Deliver(OrderEmail.Of(context.Message), context.CancellationToken);
}

using EventDriven.Contracts.Orders;
using EventDriven.Notifications.Domain;
using MassTransit;

namespace EventDriven.Notifications.Consumers;

public sealed class OrderCompletedConsumer(OrderNotifier notifier) : IConsumer<OrderCompleted>
{
    public Task Consume(ConsumeContext<OrderCompleted> context) =>
        notifier.Deliver(OrderEmail.Of(context.Message), context.CancellationToken);
}

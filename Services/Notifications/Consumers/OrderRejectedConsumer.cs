using EventDriven.Contracts.Orders;
using EventDriven.Notifications.Domain;
using MassTransit;

namespace EventDriven.Notifications.Consumers;

public sealed class OrderRejectedConsumer(OrderNotifier notifier) : IConsumer<OrderRejected>
{
    public Task Consume(ConsumeContext<OrderRejected> context) =>
        notifier.Deliver(OrderEmail.Of(context.Message), context.CancellationToken);
}

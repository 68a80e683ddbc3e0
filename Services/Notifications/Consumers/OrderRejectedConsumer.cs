using EventDriven.Contracts.Orders;
using EventDriven.Notifications.Domain;
using MassTransit;

namespace EventDriven.Notifications.Consumers;

/// <summary>Tells the customer that the order is rejected.</summary>
public sealed class OrderRejectedConsumer(OrderNotifier notifier) : IConsumer<OrderRejected>
{
    public Task Consume(ConsumeContext<OrderRejected> context) =>
        notifier.Deliver(OrderEmail.Of(context.Message), context.CancellationToken);
}

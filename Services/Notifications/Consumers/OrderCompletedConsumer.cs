using EventDriven.Contracts.Orders;
using EventDriven.Notifications.Domain;
using MassTransit;

namespace EventDriven.Notifications.Consumers;

/// <summary>Tells the customer that the order is completed.</summary>
public sealed class OrderCompletedConsumer(Postman postman) : IConsumer<OrderCompleted>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<OrderCompleted> context) =>
        postman.Deliver(Letter.Of(context.Message), context.MessageId, context.CancellationToken);
}

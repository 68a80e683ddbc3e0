using EventDriven.Contracts.Orders;
using EventDriven.Notifications.Domain;
using MassTransit;

namespace EventDriven.Notifications.Consumers;

/// <summary>Tells the customer that the order is rejected.</summary>
public sealed class OrderRejectedConsumer(Postman postman) : IConsumer<OrderRejected>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<OrderRejected> context) =>
        postman.Deliver(Letter.Of(context.Message), context.MessageId, context.CancellationToken);
}

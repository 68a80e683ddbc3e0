using EventDriven.Contracts.Orders;
using EventDriven.EntryApi.Changes;
using MassTransit;

namespace EventDriven.EntryApi.Consumers;

/// <summary>Shows on the order that its cancellation came too late. A second refusal changes nothing.</summary>
public sealed class OrderCancellationRefusedConsumer(
    EntryApiDbContext db,
    OrderChanges changes,
    ILogger<OrderCancellationRefusedConsumer> logger
) : IConsumer<OrderCancellationRefused>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<OrderCancellationRefused> context)
    {
        var message = context.Message;
        var cancellation = await db.Cancellations.FindAsync([message.OrderId], context.CancellationToken);
        if (cancellation is null)
        {
            // An operator's cancellation, for one: the timeline tells of it, and no client of this service waits for an
            // answer.
            logger.LogInformation(
                "A cancellation of order {OrderId} was refused that was not asked for here",
                message.OrderId
            );
            return;
        }

        cancellation.Refusal ??= Sentence.Cut(message.Reason);
        await db.SaveChangesAsync(context.CancellationToken);
        changes.Heard(message.OrderId);
    }
}

using EventDriven.EntryApi.Changes;
using MassTransit;

namespace EventDriven.EntryApi.Consumers;

/// <summary>Idempotent: the first refusal stays.</summary>
public sealed class OrderCancellationRefusedConsumer(
    EntryApiDbContext db,
    OrderChanges changes,
    ILogger<OrderCancellationRefusedConsumer> logger
) : IConsumer<OrderCancellationRefused>
{
    public async Task Consume(ConsumeContext<OrderCancellationRefused> context)
    {
        var message = context.Message;
        var cancellation = await db.Cancellations.FindAsync([message.OrderId], context.CancellationToken);
        if (cancellation is null)
        {
            // For example an operator's: no client waits for the answer.
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

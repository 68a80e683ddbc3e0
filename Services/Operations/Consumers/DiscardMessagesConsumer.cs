using EventDriven.Contracts.Operations;
using EventDriven.Operations.Failed;
using MassTransit;

namespace EventDriven.Operations.Consumers;

public sealed class DiscardMessagesConsumer(OperationsDbContext db) : IConsumer<DiscardMessages>
{
    public async Task Consume(ConsumeContext<DiscardMessages> context)
    {
        var (act, cancel) = (context.Message, context.CancellationToken);
        if (await db.OperatorActions.FindAsync([act.ActionId], cancel) is not null)
            return;

        var asked = act.FailedMessageIds.Distinct().Take(PutBackLimits.AtOnce).ToList();
        var count = await db
            .WaitingMessages.Where(message => asked.Contains(message.Id))
            .DecideAsync(FailedMessageStatus.Discarded, act.ActionId, act.At, cancel);
        var orders = await db
            .FailedMessages.Where(message => message.ActionId == act.ActionId)
            .Select(message => message.OrderId)
            .Distinct()
            .ToListAsync(cancel);

        db.OperatorActions.Add(
            new OperatorAction
            {
                Id = act.ActionId,
                At = act.At.ToUniversalTime(),
                Operator = act.Operator,
                Action = FailureAction.Discard,
                OrderId = orders is [var only] ? only : null,
                Reason = act.Reason,
                Outcome =
                    $"{(count == 1 ? "1 message" : $"{count} messages")} discarded."
                    + (count < asked.Count ? $" {asked.Count - count} skipped: already retried or discarded." : ""),
            }
        );
        await db.SaveChangesAsync(cancel);
    }
}

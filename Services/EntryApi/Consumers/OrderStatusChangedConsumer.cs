using EventDriven.Contracts.Orders;
using EventDriven.EntryApi.Changes;
using EventDriven.EntryApi.Domain;
using EventDriven.ServiceDefaults.Telemetry;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.EntryApi.Consumers;

/// <summary>
/// Adds what the order saga said to the order's timeline. Said twice it stands once, for the order and the sequence are
/// its key: no inbox is needed. The order in which it arrives does not matter: entries are read by their sequence.
/// </summary>
public sealed class OrderStatusChangedConsumer(
    EntryApiDbContext db,
    OrderChanges changes,
    TimeProvider time,
    ILogger<OrderStatusChangedConsumer> logger
) : IConsumer<OrderStatusChanged>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<OrderStatusChanged> context)
    {
        var (message, cancel) = (context.Message, context.CancellationToken);
        db.TimelineEntries.Add(
            new TimelineEntry
            {
                OrderId = message.OrderId,
                Sequence = message.Sequence,
                State = message.State,
                Cause = Sentence.Cut(message.Cause),
                Reason = message.Reason is null ? null : Sentence.Cut(message.Reason),
                TotalAmount = message.Total?.Amount,
                TotalCurrency = message.Total?.Currency,
                At = message.At.ToUniversalTime(),
            }
        );
        try
        {
            // Before the entry: should it be cut off between the two, it is done again.
            if (OrderState.IsEnd(message.State))
                await MarkEnded(message, cancel);
            // Added first and looked at only if that is refused: it is new, as a rule, and its order is there.
            await db.SaveChangesAsync(cancel);
            Meters.Projected("timeline", time.GetUtcNow() - message.At);
            changes.Heard(message.OrderId);
        }
        catch (DbUpdateException)
        {
            var order = await db
                .Orders.Where(o => o.Id == message.OrderId)
                .Select(o => new { AlreadyTold = o.Timeline.Any(entry => entry.Sequence == message.Sequence) })
                .SingleOrDefaultAsync(cancel);
            if (order is { AlreadyTold: false })
                throw;

            // Submitted by something else than this service, which has nothing to show it on.
            if (order is null)
                logger.LogWarning(
                    "Order {OrderId} is {State}, and was not accepted here",
                    message.OrderId,
                    message.State
                );
        }
    }

    // Not while an earlier entry is missing: the order stays among those that HeldTimelines looks at, which then marks
    // it.
    private Task<int> MarkEnded(OrderStatusChanged message, CancellationToken cancel) =>
        db
            .Orders.Where(order =>
                order.Id == message.OrderId
                && order.EndedAs == null
                && order.Timeline.Count(entry => entry.Sequence < message.Sequence) == message.Sequence - 1
            )
            .ExecuteUpdateAsync(order => order.SetProperty(o => o.EndedAs, message.State), cancel);
}

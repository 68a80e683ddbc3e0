using EventDriven.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.EntryApi.Consumers;

/// <summary>Adds the saga's events to the timelines of orders, and marks the orders that have ended.</summary>
public sealed class TimelineProjection(
    IServiceScopeFactory scopes,
    TimeProvider clock,
    ILogger<TimelineProjection> logger
)
{
    private readonly Projection<EntryApiDbContext, Order> _projection = new(
        "timeline",
        scopes,
        static (db, orderIds) =>
            db
                .Orders.Where(order => orderIds.Contains(order.Id))
                .Select(order => new Projected<Order>(
                    order.Id,
                    order,
                    order.Timeline.Select(entry => entry.Sequence).ToList()
                )),
        clock
    );

    /// <summary>
    /// Adds one entry. False if it is a duplicate, or if this service does not know the order: a foreign key refuses
    /// it.
    /// </summary>
    public async Task<bool> AddAsync(OrderStatusChanged change, CancellationToken cancel)
    {
        var entry = Entry(change);
        try
        {
            return await _projection.ApplyAsync(
                entry.OrderId,
                entry.Sequence,
                entry.At,
                needsRow: OrderStates.IsEnd(entry.State),
                (db, order) =>
                {
                    if (order is not null && Completes(order.Sequences, entry))
                        order.Row.EndedAs = entry.State;
                    db.Add(entry);
                },
                cancel
            );
        }
        catch (DbUpdateException exception) when (ServiceDatabase.IsForeignKeyViolation(exception))
        {
            logger.LogWarning(
                "Order {OrderId} is {State}, but this service did not accept it: its timeline is not kept.",
                entry.OrderId,
                entry.State
            );
            return false;
        }
    }

    internal static TimelineEntry Entry(OrderStatusChanged change) =>
        new()
        {
            OrderId = change.OrderId,
            Sequence = change.Sequence,
            State = change.State,
            Cause = Sentence.Cut(change.Cause),
            Reason = change.Reason is null ? null : Sentence.Cut(change.Reason),
            TotalAmount = change.Total?.Amount,
            TotalCurrency = change.Total?.Currency,
            At = change.At.ToUniversalTime(),
        };

    /// <summary>
    /// Whether the entry is the end. If an earlier entry is missing, HeldTimelines marks the order later.
    /// </summary>
    internal static bool Completes(IReadOnlyCollection<int> sequences, TimelineEntry entry) =>
        OrderStates.IsEnd(entry.State) && sequences.Count(sequence => sequence < entry.Sequence) == entry.Sequence - 1;
}

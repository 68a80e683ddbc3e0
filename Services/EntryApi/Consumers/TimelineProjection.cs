using EventDriven.Contracts.Orders;
using EventDriven.EntryApi.Domain;
using EventDriven.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.EntryApi.Consumers;

/// <summary>
/// Adds the order saga's events to the timelines of orders, and marks the orders that have ended. Idempotent: (OrderId,
/// Sequence) is the key of an entry. Events may arrive in any order; entries are read by their sequence.
/// </summary>
public sealed class TimelineProjection(IServiceScopeFactory scopes, ILogger<TimelineProjection> logger)
{
    private readonly GroupedDecisions<EntryApiDbContext, Guid, Order> _group = new(
        scopes,
        static (db, orderIds) =>
            db.Orders.Include(order => order.Timeline).Where(order => orderIds.Contains(order.Id)).ToListAsync(),
        static order => order.Id
    );

    /// <summary>
    /// Adds one entry. For the last entry the order is loaded, because the same save marks it as ended. For other
    /// entries nothing is read first: the keys refuse a duplicate and an unknown order.
    /// </summary>
    /// <returns>False if the entry is a duplicate, or if this service does not know the order.</returns>
    public async Task<bool> AddAsync(OrderStatusChanged change, CancellationToken cancellationToken)
    {
        var entry = new TimelineEntry
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
        try
        {
            return await _group.DecideAsync(
                change.OrderId,
                (db, orders) => Add(db, orders is [var order] ? order : null, entry),
                assumed: OrderStates.IsEnd(change.State) ? null : [],
                cancellationToken
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

    private static bool Add(EntryApiDbContext db, Order? order, TimelineEntry entry)
    {
        if (order?.Timeline.Exists(known => known.Sequence == entry.Sequence) == true)
            return false;

        // If an earlier entry is missing, the order is not marked here. HeldTimelines marks it when the gap is closed.
        if (
            order is not null
            && OrderStates.IsEnd(entry.State)
            && order.Timeline.Count(known => known.Sequence < entry.Sequence) == entry.Sequence - 1
        )
            order.EndedAs = entry.State;
        db.Add(entry);
        return true;
    }
}

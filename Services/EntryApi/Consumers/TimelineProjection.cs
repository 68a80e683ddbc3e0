using EventDriven.Contracts.Orders;
using EventDriven.EntryApi.Domain;
using EventDriven.ServiceDefaults;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace EventDriven.EntryApi.Consumers;

/// <summary>
/// Adds the order saga's events to the timelines of orders, and marks the orders that have ended. Idempotent: (OrderId,
/// Sequence) is the key of an entry. Events may arrive in any order; entries are read by their sequence.
/// </summary>
public sealed class TimelineProjection(IServiceScopeFactory scopes, ILogger<TimelineProjection> logger)
{
    private readonly GroupCommit<EntryApiDbContext, Guid, Order> _group = new(
        scopes,
        static (db, orderIds) =>
            db.Orders.Include(order => order.Timeline).Where(order => orderIds.Contains(order.Id)).ToListAsync(),
        static order => order.Id
    );

    /// <summary>
    /// Adds one entry. Unless it is the end, the order is not read first: as a rule it is there, and the entry is new.
    /// </summary>
    /// <returns>Whether it was added: not if it is a duplicate, or the order is unknown here.</returns>
    public async Task<bool> AddAsync(OrderStatusChanged said, CancellationToken cancellationToken)
    {
        var entry = new TimelineEntry
        {
            OrderId = said.OrderId,
            Sequence = said.Sequence,
            State = said.State,
            Cause = Sentence.Cut(said.Cause),
            Reason = said.Reason is null ? null : Sentence.Cut(said.Reason),
            TotalAmount = said.Total?.Amount,
            TotalCurrency = said.Total?.Currency,
            At = said.At.ToUniversalTime(),
        };
        try
        {
            return await _group.DecideAsync(
                said.OrderId,
                (db, orders) => Add(db, orders is [var order] ? order : null, entry),
                assumed: OrderState.IsEnd(said.State) ? null : [],
                cancellationToken
            );
        }
        catch (DbUpdateException exception) when (IsForeignKeyViolation(exception))
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

        // While an earlier entry is missing, HeldTimelines looks at the order. It sets the mark afterwards.
        if (
            order is not null
            && OrderState.IsEnd(entry.State)
            && order.Timeline.Count(known => known.Sequence < entry.Sequence) == entry.Sequence - 1
        )
            order.EndedAs = entry.State;
        db.Add(entry);
        return true;
    }

    private static bool IsForeignKeyViolation(DbUpdateException exception) =>
        exception.GetBaseException()
            is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation }
                // SQLITE_CONSTRAINT_FOREIGNKEY
                or SqliteException { SqliteExtendedErrorCode: 787 };
}

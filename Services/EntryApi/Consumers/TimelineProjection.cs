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
    public const string Name = "timeline";

    private readonly Projection<EntryApiDbContext, Order> _projection = new(
        Name,
        scopes,
        static (db, orderIds) =>
            db
                .Orders.Where(order => orderIds.Contains(order.Id))
                .Select(order => new Projected<Order>(
                    order.Id,
                    order,
                    order.Timeline.Select(entry => new ProjectedEntry(entry.Epoch, entry.Sequence, entry.At)).ToList()
                )),
        clock
    );

    /// <summary>
    /// Adds one entry, unless it is a duplicate. That of an order that this service does not know is refused by a
    /// foreign key, and counts as known.
    /// </summary>
    public async Task<ProjectionResult> AddAsync(OrderStatusChanged change, CancellationToken cancel)
    {
        var entry = Entry(change);
        try
        {
            return await _projection.ApplyAsync(
                change,
                needsRow: OrderStates.IsEnd(entry.State),
                (db, order) =>
                {
                    if (order is not null && Completes(order.Entries, entry, order.Row.Epoch))
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
            return ProjectionResult.Known;
        }
    }

    internal static TimelineEntry Entry(OrderStatusChanged change) =>
        new()
        {
            OrderId = change.OrderId,
            Epoch = change.Epoch ?? 1,
            Sequence = change.Sequence,
            State = change.State,
            Cause = Sentence.Cut(change.Cause),
            Reason = change.Reason is null ? null : Sentence.Cut(change.Reason),
            TotalAmount = change.Total?.Amount,
            TotalCurrency = change.Total?.Currency,
            At = change.At.ToUniversalTime(),
        };

    /// <summary>
    /// Whether the entry is the end. If an earlier entry is missing, OrderReconciliation marks the order later.
    /// </summary>
    /// <param name="submitted">The epoch of the latest SubmitOrder: an end before it is none.</param>
    internal static bool Completes(IReadOnlyCollection<ProjectedEntry> known, TimelineEntry entry, int submitted) =>
        OrderStates.IsEnd(entry.State)
        && entry.Epoch >= submitted
        && known.All(other => other.Epoch <= entry.Epoch)
        && known.Count(other => other.Epoch == entry.Epoch && other.Sequence < entry.Sequence) == entry.Sequence - 1;
}

using EventDriven.Operations.Orders;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Operations.Overview;

/// <summary>
/// Where the orders on their way stand. Those that have ended are not touched, however many they are: an index holds
/// the others alone.
/// </summary>
internal static class OrderFigures
{
    /// <summary>The states that orders are in, without those of their ends.</summary>
    public static async Task<IReadOnlyList<StateFigure>> Read(
        OperationsDbContext db,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        // As an order comes through them; a state that is not known follows them.
        var ways = OrderStates.OnTheWay.ToList();
        var states = await db
            .TrackedOrders.Where(order => order.StuckAt != null)
            .GroupBy(order => order.State)
            .Select(state => new
            {
                State = state.Key,
                Count = state.Count(),
                OldestSince = state.Min(order => order.StateSince),
                Stuck = state.Count(order => order.StuckAt <= now),
            })
            .ToListAsync(cancel);
        return
        [
            .. states
                .Select(state => new StateFigure(state.State, state.Count, state.OldestSince, state.Stuck))
                .OrderBy(state => (uint)ways.IndexOf(state.State))
                .ThenBy(state => state.State, StringComparer.Ordinal),
        ];
    }
}

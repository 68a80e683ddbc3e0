using EventDriven.Operations.Orders;

namespace EventDriven.Operations.Overview;

/// <summary>Orders in progress by state, read from an index without the ended orders.</summary>
internal static class OrderFigures
{
    public static async Task<IReadOnlyList<StateFigure>> Read(
        OperationsDbContext db,
        Troubles troubles,
        CancellationToken cancel
    )
    {
        // In the order of the workflow; unknown states follow.
        var ways = OrderStates.InProgress.ToList();
        var stuck = await troubles
            .Stuck(db.TrackedOrders)
            .GroupBy(order => order.State)
            .Select(state => new { state.Key, Count = state.Count() })
            .ToDictionaryAsync(state => state.Key, state => state.Count, cancel);
        var states = await db
            .TrackedOrders.Where(order => order.StuckAt != null)
            .GroupBy(order => order.State)
            .Select(state => new
            {
                state.Key,
                Count = state.Count(),
                OldestSince = state.Min(order => order.StateSince),
            })
            .ToListAsync(cancel);
        return
        [
            .. states
                .Select(state => new StateFigure(
                    state.Key,
                    state.Count,
                    state.OldestSince,
                    stuck.GetValueOrDefault(state.Key)
                ))
                .OrderBy(state => (uint)ways.IndexOf(state.State))
                .ThenBy(state => state.State, StringComparer.Ordinal),
        ];
    }
}

public sealed record StateFigure(string State, int Count, DateTimeOffset OldestSince, int Stuck);

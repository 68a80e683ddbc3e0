namespace EventDriven.Operations.Overview;

/// <summary>Orders in progress by state, read from an index without the ended orders.</summary>
internal static class OrderFigures
{
    public static async Task<IReadOnlyList<StateFigure>> Read(
        OperationsDbContext db,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        // In the order of the workflow; unknown states follow.
        var ways = OrderStates.InProgress.ToList();
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

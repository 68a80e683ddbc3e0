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
            .Select(state => new StateFigure(
                state.Key,
                state.Count(),
                state.Min(order => order.StateSince),
                state.Count(order => order.StuckAt <= now)
            ))
            .ToListAsync(cancel);
        return
        [
            .. states
                .OrderBy(state => (uint)ways.IndexOf(state.State))
                .ThenBy(state => state.State, StringComparer.Ordinal),
        ];
    }
}

public sealed record StateFigure(string State, int Count, DateTimeOffset OldestSince, int Stuck);

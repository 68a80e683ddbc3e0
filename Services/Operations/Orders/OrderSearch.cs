namespace EventDriven.Operations.Orders;

/// <summary>
/// Finds orders, latest first, a page at a time. A cursor is the time of submission, which never changes, so that no
/// order is shown twice or left out while orders move. Each search reads an index in its order.
/// </summary>
public sealed record OrderSearch
{
    public const int PageSize = 50;

    public const string OnTheWay = "on-the-way";

    public const string Ended = "ended";

    /// <summary>In <see cref="State" />: orders with a trouble; the longest over their time first.</summary>
    public const string Stuck = "stuck";

    /// <summary>Shorter texts are not treated as ids.</summary>
    private const int ShortestId = 6;

    /// <summary>An order id or its beginning, a customer or a SKU.</summary>
    public string? Text { get; init; }

    /// <summary>
    /// A state, an end, or one of <see cref="OnTheWay" />, <see cref="Ended" /> and <see cref="Stuck" />.
    /// </summary>
    public string? State { get; init; }

    public bool OnlyStuck { get; init; }

    /// <summary>"1h", "24h" or "7d" is within that time, "over-1h" before it.</summary>
    public string? Age { get; init; }

    public string? After { get; init; }

    public bool IsFiltered => Text is not null || State is not null || Age is not null;

    /// <summary>Also true for a cursor that cannot be read.</summary>
    public bool IsFirstPage => PageCursor.Read(After) is null;

    private bool IsStuck => OnlyStuck || State == Stuck;

    public async Task<(IReadOnlyList<TrackedOrder> Orders, string? Next)> FindAsync(
        OperationsDbContext db,
        Troubles troubles,
        CancellationToken cancel
    )
    {
        // One more row shows whether there is a next page.
        List<TrackedOrder> found = [];
        foreach (var orders in Matching(db, troubles))
            found.AddRange(await orders.Take(PageSize + 1).ToListAsync(cancel));

        // The databases sort ids as texts.
        var earliestFirst = found
            .DistinctBy(order => order.OrderId)
            .OrderBy(At)
            .ThenBy(order => order.OrderId.ToString(), StringComparer.Ordinal);
        List<TrackedOrder> page = [.. IsStuck ? earliestFirst : earliestFirst.Reverse()];
        return page.Count > PageSize
            ? (page[..PageSize], new PageCursor(At(page[PageSize - 1]), page[PageSize - 1].OrderId).ToString())
            : (page, null);

        DateTimeOffset At(TrackedOrder order) => IsStuck ? order.StuckAt!.Value : order.SubmittedAt;
    }

    // One query for each meaning of the text, because OR would use no index.
    private IEnumerable<IQueryable<TrackedOrder>> Matching(OperationsDbContext db, Troubles troubles)
    {
        var orders = Filter(db.TrackedOrders.AsNoTracking(), troubles);
        if (Text is not { } text)
        {
            yield return InOrder(orders);
            yield break;
        }

        yield return InOrder(orders.Where(order => order.CustomerId == text));
        yield return IsStuck
            ? InOrder(
                orders.Where(order => db.TrackedLines.Any(line => line.OrderId == order.OrderId && line.Sku == text))
            )
            : InOrder(orders, db.TrackedLines.Where(line => line.Sku == text));
        if (IdsBeginningWith(text) is var (first, last))
            yield return InOrder(orders.Where(order => order.OrderId >= first && order.OrderId <= last));
    }

    private IQueryable<TrackedOrder> InOrder(IQueryable<TrackedOrder> orders)
    {
        var cursor = PageCursor.Read(After);
        if (IsStuck)
        {
            if (cursor is var (stuckAt, stuckId))
                orders = orders.Where(order =>
                    order.StuckAt >= stuckAt && (order.StuckAt > stuckAt || order.OrderId > stuckId)
                );
            return orders.OrderBy(order => order.StuckAt).ThenBy(order => order.OrderId);
        }

        // The first condition bounds the index scan; OR alone would not.
        if (cursor is var (at, id))
            orders = orders.Where(order => order.SubmittedAt <= at && (order.SubmittedAt < at || order.OrderId < id));
        return orders.OrderByDescending(order => order.SubmittedAt).ThenByDescending(order => order.OrderId);
    }

    // Starts from the lines, whose index is in the order of the page.
    private IQueryable<TrackedOrder> InOrder(IQueryable<TrackedOrder> orders, IQueryable<TrackedLine> lines)
    {
        if (PageCursor.Read(After) is var (at, id))
            lines = lines.Where(line => line.SubmittedAt <= at && (line.SubmittedAt < at || line.OrderId < id));
        return lines
            .Join(orders, line => line.OrderId, order => order.OrderId, (line, order) => new { line, order })
            .OrderByDescending(found => found.line.SubmittedAt)
            .ThenByDescending(found => found.line.OrderId)
            .Select(found => found.order);
    }

    private IQueryable<TrackedOrder> Filter(IQueryable<TrackedOrder> orders, Troubles troubles)
    {
        orders = State switch
        {
            null => orders,
            OnTheWay => orders.Where(order => OrderStates.InProgress.Contains(order.State)),
            Ended => orders.Where(order => OrderStates.Ends.Contains(order.State)),
            Stuck => orders,
            { } state => orders.Where(order => order.State == state),
        };
        if (IsStuck)
            orders = troubles.Stuck(orders);
        const string over = "over-";
        var isOver = Age?.StartsWith(over, StringComparison.Ordinal) == true;
        var now = troubles.Now;
        DateTimeOffset? limit = (isOver ? Age![over.Length..] : Age) switch
        {
            "1h" => now.AddHours(-1),
            "24h" => now.AddHours(-24),
            "7d" => now.AddDays(-7),
            _ => null,
        };
        return limit is null ? orders
            : isOver ? orders.Where(order => order.SubmittedAt < limit)
            : orders.Where(order => order.SubmittedAt >= limit);
    }

    private static (Guid First, Guid Last)? IdsBeginningWith(string text)
    {
        var digits = text.Replace("-", "");
        return digits.Length is >= ShortestId and <= 32 && digits.All(char.IsAsciiHexDigit)
            ? (Guid.ParseExact(digits.PadRight(32, '0'), "N"), Guid.ParseExact(digits.PadRight(32, 'f'), "N"))
            : null;
    }
}

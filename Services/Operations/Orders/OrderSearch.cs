using EventDriven.Operations.Domain;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Operations.Orders;

/// <summary>
/// Finds orders, latest first, a page at a time. A page begins after the last order of the one before, by the time of
/// submission, which never changes: however orders move meanwhile, none is shown twice, and none that fits all the
/// while is left out. Each way to look reads an index in its order, however many orders there are.
/// </summary>
public sealed record OrderSearch
{
    /// <summary>The most orders of a page.</summary>
    public const int PageSize = 50;

    /// <summary>In <see cref="State" />: every order that has not ended.</summary>
    public const string OnTheWay = "on-the-way";

    /// <summary>In <see cref="State" />: every order that has ended.</summary>
    public const string Ended = "ended";

    /// <summary>
    /// In <see cref="State" />: those that have been in their state for longer than its limit; longest first.
    /// </summary>
    public const string Stuck = "stuck";

    /// <summary>As much of an id as tells it from a word.</summary>
    private const int ShortestId = 6;

    /// <summary>The ages that can be asked for: "1h" is within the last hour, "over-1h" before it.</summary>
    public static IReadOnlyDictionary<string, TimeSpan> Ages { get; } =
        new Dictionary<string, TimeSpan>
        {
            ["1h"] = TimeSpan.FromHours(1),
            ["24h"] = TimeSpan.FromHours(24),
            ["7d"] = TimeSpan.FromDays(7),
        };

    /// <summary>An order's id or its beginning, a customer or a SKU: whichever it fits.</summary>
    public string? Text { get; init; }

    /// <summary>
    /// A state, an end, or one of <see cref="OnTheWay" />, <see cref="Ended" /> and <see cref="Stuck" />.
    /// </summary>
    public string? State { get; init; }

    /// <summary>Whether only stuck ones are looked for, longest first, among what else is asked for.</summary>
    public bool OnlyStuck { get; init; }

    /// <summary>One of <see cref="Ages" />, alone or with "over-" before it.</summary>
    public string? Age { get; init; }

    /// <summary>Where the page before ended.</summary>
    public string? After { get; init; }

    /// <summary>Whether it asks for anything but the latest orders.</summary>
    public bool IsFiltered => Text is not null || State is not null || Age is not null;

    /// <summary>
    /// Whether it begins at the top: also when where it should begin cannot be read, as in an address that was cut off.
    /// </summary>
    public bool IsFirstPage => PageCursor.Read(After) is null;

    private bool IsStuck => OnlyStuck || State == Stuck;

    /// <summary>Finds a page.</summary>
    /// <returns>The orders, and where the next page begins; null when there is none.</returns>
    public async Task<(IReadOnlyList<TrackedOrder> Orders, string? Next)> FindAsync(
        OperationsDbContext db,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        // One more than is shown: whether there is a next page is then known.
        List<TrackedOrder> found = [];
        foreach (var orders in Matching(db, now))
            found.AddRange(await orders.Take(PageSize + 1).ToListAsync(cancellationToken));

        // By the text of the id: that is the databases' order of ids, too.
        var merged = found.DistinctBy(order => order.OrderId);
        List<TrackedOrder> page = IsStuck
            ?
            [
                .. merged
                    .OrderBy(order => order.StuckAt)
                    .ThenBy(order => order.OrderId.ToString(), StringComparer.Ordinal)
                    .Take(PageSize + 1),
            ]
            :
            [
                .. merged
                    .OrderByDescending(order => order.SubmittedAt)
                    .ThenByDescending(order => order.OrderId.ToString(), StringComparer.Ordinal)
                    .Take(PageSize + 1),
            ];
        return page.Count > PageSize
            ? (
                page[..PageSize],
                new PageCursor(
                    IsStuck ? page[PageSize - 1].StuckAt!.Value : page[PageSize - 1].SubmittedAt,
                    page[PageSize - 1].OrderId
                ).ToString()
            )
            : (page, null);
    }

    // A query for each meaning that the text can have: one query with an OR over them would read no index.
    private IEnumerable<IQueryable<TrackedOrder>> Matching(OperationsDbContext db, DateTimeOffset now)
    {
        var orders = Filter(db.TrackedOrders.AsNoTracking(), now);
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

        // In this form its first half bounds the index: an OR alone would be looked up from the top, however deep the
        // page.
        if (cursor is var (at, id))
            orders = orders.Where(order => order.SubmittedAt <= at && (order.SubmittedAt < at || order.OrderId < id));
        return orders.OrderByDescending(order => order.SubmittedAt).ThenByDescending(order => order.OrderId);
    }

    // The lines lead, for their index is in the order of the page, and orders are looked up only until it is full.
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

    private IQueryable<TrackedOrder> Filter(IQueryable<TrackedOrder> orders, DateTimeOffset now)
    {
        orders = State switch
        {
            null => orders,
            OnTheWay => orders.Where(order => OrderStates.OnTheWay.Contains(order.State)),
            Ended => orders.Where(order => OrderStates.Ends.Contains(order.State)),
            Stuck => orders,
            { } state => orders.Where(order => order.State == state),
        };
        if (IsStuck)
            orders = orders.Where(order => order.StuckAt != null && order.StuckAt <= now);
        if (Age is null)
            return orders;
        const string over = "over-";
        var isOver = Age.StartsWith(over, StringComparison.Ordinal);
        if (!Ages.TryGetValue(isOver ? Age[over.Length..] : Age, out var age))
            return orders;
        var limit = now - age;
        return isOver
            ? orders.Where(order => order.SubmittedAt < limit)
            : orders.Where(order => order.SubmittedAt >= limit);
    }

    private static (Guid First, Guid Last)? IdsBeginningWith(string text)
    {
        var digits = text.Replace("-", "", StringComparison.Ordinal);
        return digits.Length is >= ShortestId and <= 32 && digits.All(char.IsAsciiHexDigit)
            ? (Guid.ParseExact(digits.PadRight(32, '0'), "N"), Guid.ParseExact(digits.PadRight(32, 'f'), "N"))
            : null;
    }
}

using EventDriven.Operations.Domain;
using EventDriven.Operations.Orders;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Operations.Pages.Console.Orders;

/// <summary>Orders, found by id, customer, SKU, state or age; stuck ones on top.</summary>
public sealed class IndexModel(OperationsDbContext db, StuckLimits limits, TimeProvider time) : PageModel
{
    /// <summary>The most stuck orders on top; all of them are a page of their own.</summary>
    public const int MostStuck = 10;

    /// <summary>Up to so many stuck orders are counted.</summary>
    public const int MostCounted = 1000;

    /// <summary>An order's id or its beginning, a customer or a SKU.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>A state, an end, or a group of them.</summary>
    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    /// <summary>How long ago they were submitted.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Age { get; set; }

    /// <summary>Where the page before ended.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    /// <summary>When the page was made (UTC).</summary>
    public DateTimeOffset Now { get; } = time.GetUtcNow();

    /// <summary>What is looked for.</summary>
    public OrderSearch Search { get; private set; } = new();

    /// <summary>The orders of this page.</summary>
    public IReadOnlyList<TrackedOrder> Orders { get; private set; } = [];

    /// <summary>Where the next page begins; null on the last.</summary>
    public string? Next { get; private set; }

    /// <summary>The orders, of those that are looked for, that have been stuck for longest.</summary>
    public IReadOnlyList<TrackedOrder> Stuck { get; private set; } = [];

    /// <summary>
    /// How many are stuck, counted up to <see cref="MostCounted" />, or to a page's worth of those that are looked for.
    /// </summary>
    public int StuckCount { get; private set; }

    /// <summary>Whether there may be more of them than were counted.</summary>
    public bool AreMoreStuck { get; private set; }

    /// <summary>How long an order may be in each state.</summary>
    public StuckLimits Limits => limits;

    /// <summary>Shows them.</summary>
    public async Task OnGetAsync(CancellationToken cancel)
    {
        Search = new OrderSearch
        {
            Text = Searched.Text(Q),
            State = Searched.Text(State),
            Age = Searched.Text(Age),
            After = After,
        };
        (Orders, Next) = await Search.FindAsync(db, Now, cancel);
        if (
            !Search.IsFirstPage
            || Search.State == OrderSearch.Stuck
            || Search.State == OrderSearch.Ended
            || (Search.State is { } state && OrderStates.IsEnd(state))
        )
            return;

        var (stuck, more) = await (Search with { OnlyStuck = true }).FindAsync(db, Now, cancel);
        Stuck = [.. stuck.Take(MostStuck)];
        StuckCount =
            more is null || Search.IsFiltered
                ? stuck.Count
                : await db
                    .TrackedOrders.Where(order => order.StuckAt != null && order.StuckAt <= Now)
                    .OrderBy(order => order.StuckAt)
                    .Take(MostCounted)
                    .CountAsync(cancel);
        AreMoreStuck = more is not null && StuckCount == (Search.IsFiltered ? OrderSearch.PageSize : MostCounted);
    }
}

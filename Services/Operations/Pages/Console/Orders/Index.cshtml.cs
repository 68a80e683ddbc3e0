using EventDriven.Operations.Orders;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EventDriven.Operations.Pages.Console.Orders;

public sealed class IndexModel(OperationsDbContext db, TroubleFinder finder, TimeProvider time) : PageModel
{
    public const int MostStuck = 10;

    public const int MostCounted = 1000;

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Age { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public DateTimeOffset Now { get; } = time.GetUtcNow();

    public OrderSearch Search { get; private set; } = new();

    public IReadOnlyList<TrackedOrder> Orders { get; private set; } = [];

    public string? Next { get; private set; }

    public IReadOnlyList<TrackedOrder> Stuck { get; private set; } = [];

    public int StuckCount { get; private set; }

    public bool AreMoreStuck { get; private set; }

    public Troubles Troubles { get; private set; } = null!;

    public WorkflowDescriptions Workflows { get; private set; } = new([]);

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Search = new OrderSearch
        {
            Text = Searched.Text(Q),
            State = Searched.Text(State),
            Age = Searched.Text(Age),
            After = After,
        };
        Troubles = await finder.ReadAsync(db, Now, cancel);
        (Orders, Next) = await Search.FindAsync(db, Troubles, cancel);
        Workflows = await WorkflowDescriptions.ReadAsync(db, cancel);
        if (
            !Search.IsFirstPage
            || Search.State == OrderSearch.Stuck
            || Search.State == OrderSearch.Ended
            || (Search.State is { } state && OrderStates.IsEnd(state))
        )
            return;

        var (stuck, more) = await (Search with { OnlyStuck = true }).FindAsync(db, Troubles, cancel);
        Stuck = [.. stuck.Take(MostStuck)];
        StuckCount =
            more is null || Search.IsFiltered
                ? stuck.Count
                : await Troubles
                    .Stuck(db.TrackedOrders)
                    .OrderBy(order => order.StuckAt)
                    .Take(MostCounted)
                    .CountAsync(cancel);
        AreMoreStuck = more is not null && StuckCount == (Search.IsFiltered ? OrderSearch.PageSize : MostCounted);
    }
}

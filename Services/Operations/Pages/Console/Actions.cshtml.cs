using EventDriven.Operations.Orders;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EventDriven.Operations.Pages.Console;

public sealed class ActionsModel(OperationsDbContext db, TimeProvider time) : PageModel
{
    public const int PageSize = 50;

    [BindProperty(SupportsGet = true)]
    public string? Operator { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Order { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Before { get; set; }

    public DateTimeOffset Now { get; } = time.GetUtcNow();

    public IReadOnlyList<OperatorAction> Actions { get; private set; } = [];

    public string? Older { get; private set; }

    public string? Mistake { get; private set; }

    public bool IsFiltered => !string.IsNullOrWhiteSpace(Operator) || !string.IsNullOrWhiteSpace(Order);

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var actions = db.OperatorActions.AsNoTracking();
        if (Operator?.Trim() is { Length: > 0 } name)
        {
            // PostgreSQL stores no NUL.
            if (name.Any(char.IsControl))
            {
                Mistake = "This is not an operator's name: it contains control characters.";
                return;
            }

            actions = actions.Where(action => action.Operator == name);
        }

        if (Order?.Trim() is { Length: > 0 } text)
        {
            if (!Guid.TryParse(text, out var orderId))
            {
                Mistake =
                    $"'{text}' is not an order id. An id has 32 hexadecimal digits, "
                    + "such as 0199f6c2-6f0e-7a31-9d2f-3b1a7c5e8d40.";
                return;
            }

            actions = await actions.OnOrderAsync(db, orderId, cancel);
        }

        // The first condition bounds the index scan; OR alone would not.
        if (PageCursor.Read(Before) is var (at, id))
            actions = actions.Where(action => action.At <= at && (action.At < at || action.Id < id));

        // One more row shows whether there is a next page.
        var found = await actions
            .OrderByDescending(action => action.At)
            .ThenByDescending(action => action.Id)
            .Take(PageSize + 1)
            .ToListAsync(cancel);
        Actions = [.. found.Take(PageSize)];
        if (found.Count > PageSize)
            Older = new PageCursor(Actions[^1].At, Actions[^1].Id).ToString();
    }
}

using EventDriven.Operations.Domain;
using EventDriven.Operations.Orders;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Operations.Pages.Console;

/// <summary>
/// What operators did: who, when, what, why, and what came of it; the latest first, a page at a time.
/// </summary>
public sealed class ActionsModel(OperationsDbContext db, TimeProvider time) : PageModel
{
    /// <summary>The most actions of one page.</summary>
    public const int PageSize = 50;

    /// <summary>This operator's alone.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Operator { get; set; }

    /// <summary>Those alone that concern this order.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Order { get; set; }

    /// <summary>Where the page before ended: its <see cref="Older" />.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Before { get; set; }

    /// <summary>When the page is shown.</summary>
    public DateTimeOffset Now { get; } = time.GetUtcNow();

    /// <summary>What was found.</summary>
    public IReadOnlyList<OperatorAction> Actions { get; private set; } = [];

    /// <summary>
    /// What is to be put into <see cref="Before" /> for those that came earlier; null when there are none.
    /// </summary>
    public string? Older { get; private set; }

    /// <summary>What cannot be looked for, and why; null when all can.</summary>
    public string? Mistake { get; private set; }

    /// <summary>Whether not all actions are looked for.</summary>
    public bool IsFiltered => !string.IsNullOrWhiteSpace(Operator) || !string.IsNullOrWhiteSpace(Order);

    /// <summary>Looks for them.</summary>
    public async Task OnGetAsync(CancellationToken cancel)
    {
        var actions = db.OperatorActions.AsNoTracking();
        if (Operator?.Trim() is { Length: > 0 } name)
        {
            // PostgreSQL takes no NUL, and neither has a name what names are not made of.
            if (name.Any(char.IsControl))
            {
                Mistake = "That is no operator's name: it has characters that cannot be seen.";
                return;
            }

            actions = actions.Where(action => action.Operator == name);
        }

        if (Order?.Trim() is { Length: > 0 } text)
        {
            if (!Guid.TryParse(text, out var orderId))
            {
                Mistake =
                    $"'{text}' is no order's id: an id has 32 hexadecimal digits, such as 0199f6c2-6f0e-7a31-9d2f-3b1a7c5e8d40.";
                return;
            }

            actions = await actions.OnOrderAsync(db, orderId, cancel);
        }

        // In this form its first half bounds the index: an OR alone would be looked up from the top, however deep the
        // page.
        if (PageCursor.Read(Before) is var (at, id))
            actions = actions.Where(action => action.At <= at && (action.At < at || action.Id < id));

        // One more than is shown: whether there are earlier ones is then known.
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

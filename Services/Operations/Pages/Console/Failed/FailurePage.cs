using EventDriven.Operations.Domain;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Operations.Pages.Console.Failed;

/// <summary>A page on which an operator retries or discards failed messages, with the outcome.</summary>
public abstract class FailurePage(OperationsDbContext db, OperatorDesk desk, TimeProvider time)
    : OperatorPage(desk, time)
{
    // Later it is in the list of actions.
    private static readonly TimeSpan OutcomeShownFor = TimeSpan.FromMinutes(1);

    /// <summary>The outcome of the action that was just requested; null when there is none to show any more.</summary>
    public string? Outcome { get; private set; }

    public override async Task OnPageHandlerExecutionAsync(
        PageHandlerExecutingContext context,
        PageHandlerExecutionDelegate next
    )
    {
        ArgumentNullException.ThrowIfNull(next);
        if (Done is { } done)
        {
            var action = await db
                .OperatorActions.AsNoTracking()
                .FirstOrDefaultAsync(action => action.Id == done, HttpContext.RequestAborted);
            Outcome =
                action is null ? "Request in progress."
                : Now - action.At < OutcomeShownFor ? action.Outcome
                : null;
        }

        await next();
    }
}

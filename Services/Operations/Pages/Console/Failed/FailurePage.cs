using EventDriven.Operations.Domain;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Operations.Pages.Console.Failed;

/// <summary>A page on which an operator decides on failed messages, with what came of it.</summary>
public abstract class FailurePage(OperationsDbContext db, OperatorDesk desk, TimeProvider time)
    : OperatorPage(desk, time)
{
    /// <summary>The action that was just asked for, once it is done.</summary>
    public OperatorAction? DoneAction { get; private set; }

    /// <inheritdoc />
    public override async Task OnPageHandlerExecutionAsync(
        PageHandlerExecutingContext context,
        PageHandlerExecutionDelegate next
    )
    {
        ArgumentNullException.ThrowIfNull(next);
        if (Done is { } done)
            DoneAction = await db
                .OperatorActions.AsNoTracking()
                .FirstOrDefaultAsync(action => action.Id == done, HttpContext.RequestAborted);
        await next();
    }
}

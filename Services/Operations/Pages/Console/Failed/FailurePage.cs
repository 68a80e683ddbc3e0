using EventDriven.Contracts.Operations;
using EventDriven.Operations.Failed;
using Microsoft.AspNetCore.Mvc.Filters;

namespace EventDriven.Operations.Pages.Console.Failed;

public abstract class FailurePage(OperationsDbContext db, OperatorDesk desk, TimeProvider time)
    : OperatorPage(desk, time)
{
    protected OperationsDbContext Db => db;

    // Later it is in the list of actions.
    private static readonly TimeSpan OutcomeShownFor = TimeSpan.FromMinutes(1);

    public string? Outcome { get; private set; }

    public override async Task OnPageHandlerExecutionAsync(
        PageHandlerExecutingContext context,
        PageHandlerExecutionDelegate next
    )
    {
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

    protected Task<bool> AskAsync(
        string action,
        Guid actionId,
        IReadOnlyList<Guid> messages,
        string? edited,
        CancellationToken cancel
    ) =>
        action == FailureAction.Discard
            ? AskAsync(
                new DiscardMessages
                {
                    ActionId = actionId,
                    FailedMessageIds = messages,
                    Reason = Reason!.Trim(),
                    Operator = Operator,
                    At = Now,
                },
                actionId,
                cancel
            )
            : AskAsync(
                new PutBackMessages
                {
                    ActionId = actionId,
                    FailedMessageIds = messages,
                    Body = edited,
                    Reason = Reason!.Trim(),
                    Operator = Operator,
                    At = Now,
                },
                actionId,
                cancel
            );
}

using EventDriven.Contracts.Operations;
using Microsoft.AspNetCore.Mvc.Filters;

namespace EventDriven.Operations.Pages.Console.Failed;

/// <summary>A page on which an operator retries or discards failed messages, with the outcome.</summary>
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

    protected Task<bool> PutBackAsync(
        Guid actionId,
        IReadOnlyList<Guid> messages,
        CancellationToken cancel,
        string? body = null
    ) =>
        AskAsync(
            new PutBackMessages
            {
                ActionId = actionId,
                FailedMessageIds = messages,
                Body = body,
                Reason = Reason!.Trim(),
                Operator = Operator,
                At = Now,
            },
            actionId,
            cancel
        );

    protected Task<bool> DiscardAsync(Guid actionId, IReadOnlyList<Guid> messages, CancellationToken cancel) =>
        AskAsync(
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
        );
}

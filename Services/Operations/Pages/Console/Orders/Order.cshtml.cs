using EventDriven.Contracts.Operations;
using EventDriven.Operations.Diagrams;
using EventDriven.Operations.Orders;
using Microsoft.AspNetCore.Mvc;

namespace EventDriven.Operations.Pages.Console.Orders;

public sealed class OrderModel(
    OperationsDbContext db,
    OperatorDesk desk,
    CustomerData customers,
    TroubleFinder finder,
    TraceLinks traces,
    TimeProvider time
) : OperatorPage(desk, time)
{
    /// <summary>The most entries on one page: a dispatch can have hundreds of attempts.</summary>
    public const int MostEntries = 300;

    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    /// <summary>Shows the entries before this sequence; null for the latest.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Before { get; set; }

    public TrackedOrder? Order { get; private set; }

    public Trouble? Trouble { get; private set; }

    public OrderSentence Sentence => OrderSentence.Of(Order!, Workflow, Now, IsCancelAsked);

    public IReadOnlyList<TrackedLine> Lines { get; private set; } = [];

    public IReadOnlyList<TimelineRow> Timeline { get; private set; } = [];

    /// <summary>Null while no description has arrived.</summary>
    public WorkflowDescribed? Workflow { get; private set; }

    public OrderDiagram? Diagram { get; private set; }

    /// <summary>The version that is drawn, when it is not the order's own.</summary>
    public int? OtherVersion => Workflow?.Version == Order!.MachineVersion ? null : Workflow?.Version;

    public IReadOnlyList<OperatorAction> Actions { get; private set; } = [];

    public bool IsCancelAsked { get; private set; }

    public IReadOnlyList<OfferedAction> Offered { get; private set; } = [];

    /// <summary>Whether an action was just requested that the order has not acted on yet, and still can.</summary>
    public bool IsInProgress { get; private set; }

    public int FailedMessages { get; private set; }

    public CustomerDetails? Customer { get; private set; }

    public IReadOnlyList<string> Undo => Order!.Undo.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) =>
        await FindAsync(cancel) ? Page() : NotThere();

    public async Task<IActionResult> OnPostAsync(string? act, CancellationToken cancel)
    {
        if (!await FindAsync(cancel))
            return NotThere();
        // Posted twice, such as by a double click: the first counts, and may have moved the order on already.
        var actionId = IdOf(act ?? "");
        if (Actions.Any(action => action.Id == actionId))
            return Redirection(actionId);
        if (Offered.FirstOrDefault(offered => offered.Action == act) is not { } offered)
            return Refuse(
                Workflow?.Actions is null
                    ? "Nothing was done: the workflow's description has not arrived yet."
                    : "Nothing was done: this is not possible in the order's present state, "
                        + $"{Wording.Words(Order!.State)}.",
                StatusCodes.Status409Conflict
            );

        OpenForm = offered.Action;
        if (WrongReason is { } wrong)
            return Refuse(wrong);
        var command = new ActOnOrder
        {
            ActionId = actionId,
            OrderId = Order!.OrderId,
            Action = offered.Action,
            Reason = Reason!.Trim(),
            Operator = Operator,
            At = Now,
        };
        return await AskAsync(command, actionId, cancel) ? Redirection(actionId) : Page();
    }

    public async Task<IActionResult> OnPostCustomerAsync(CancellationToken cancel)
    {
        if (!await FindAsync(cancel))
            return NotThere();
        OpenForm = CustomerData.Action;
        if (WrongReason is { } wrong)
            return Refuse(wrong);

        (Customer, var outcome) = await customers.AskAsync(Order!.OrderId, Operator, Reason!.Trim(), cancel);
        Actions = await ReadActionsAsync(cancel);
        return Customer is null ? Refuse(outcome, StatusCodes.Status503ServiceUnavailable) : Page();
    }

    private async Task<bool> FindAsync(CancellationToken cancel)
    {
        if (!Guid.TryParse(Id, out var id))
            return false;
        Order = await db.TrackedOrders.AsNoTracking().FirstOrDefaultAsync(order => order.OrderId == id, cancel);
        if (Order is null)
            return false;

        Lines = await db
            .TrackedLines.AsNoTracking()
            .Where(line => line.OrderId == id)
            .OrderBy(line => line.Number)
            .ToListAsync(cancel);
        var history = db
            .HistoryEntries.AsNoTracking()
            .Where(entry => entry.OrderId == id && entry.Epoch == Order.Epoch);
        var shown = await (Before is { } before ? history.Where(entry => entry.Sequence < before) : history)
            .OrderByDescending(entry => entry.Sequence)
            .Take(MostEntries)
            .ToListAsync(cancel);
        shown.Reverse();
        Timeline =
        [
            .. shown.Select(
                (entry, index) => TimelineRow.Of(entry, index == 0 ? null : shown[index - 1], traces.Of(entry.TraceId))
            ),
        ];
        Actions = await ReadActionsAsync(cancel);
        IsCancelAsked = await history.AnyAsync(entry => entry.Event == nameof(CancelOrder), cancel);
        Workflow = (await WorkflowDescriptions.ReadAsync(db, cancel)).Of(Order);
        Offered = OfferedAction.For(Workflow, Order.State, IsCancelAsked);
        if (Done is { } done)
        {
            var requested = Actions.FirstOrDefault(action => action.Id == done)?.Action;
            IsInProgress =
                Offered.Any(offered => requested is null || requested == offered.Action)
                && !await history.AnyAsync(entry => entry.ConversationId == done, cancel);
        }

        Trouble = (await finder.ReadAsync(db, Now, cancel, id)).Of(Order);
        FailedMessages = await db.WaitingMessages.CountAsync(message => message.OrderId == id, cancel);
        if (Workflow is not null)
            Diagram = new OrderDiagram(Workflow, await ReadMovesAsync(history, Workflow, cancel), Order.State);
        return true;
    }

    // All moves, without notes. An event within one state is a move only if the machine defines it.
    private static async Task<IReadOnlyList<HistoryEntry>> ReadMovesAsync(
        IQueryable<HistoryEntry> history,
        WorkflowDescribed workflow,
        CancellationToken cancel
    )
    {
        var toItself = workflow.Transitions.Where(transition => transition.From == transition.To).ToList();
        var states = toItself.Select(transition => transition.From).Distinct().ToList();
        var events = toItself.Select(transition => transition.Event).Distinct().ToList();
        return await history
            .Where(entry =>
                entry.From == null
                || entry.From != entry.State
                || (states.Contains(entry.State) && events.Contains(entry.Event!))
            )
            .OrderBy(entry => entry.Sequence)
            .ToListAsync(cancel);
    }

    private async Task<IReadOnlyList<OperatorAction>> ReadActionsAsync(CancellationToken cancel) =>
        await (await db.OperatorActions.AsNoTracking().OnOrderAsync(db, Order!.OrderId, cancel))
            .OrderByDescending(action => action.At)
            .ThenByDescending(action => action.Id)
            .Take(100)
            .ToListAsync(cancel);

    private RedirectToPageResult Redirection(Guid actionId) =>
        RedirectToPage(new { id = Order!.OrderId, done = actionId });
}

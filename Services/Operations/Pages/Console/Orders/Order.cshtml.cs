using System.Text.Json;
using EventDriven.Contracts;
using EventDriven.Contracts.Operations;
using EventDriven.Contracts.Orders;
using EventDriven.Operations.Diagrams;
using EventDriven.Operations.Domain;
using EventDriven.Operations.Orders;
using MassTransit;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Operations.Pages.Console.Orders;

/// <summary>One order: where it stands, how it came there, and what an operator can do.</summary>
public sealed class OrderModel(OperationsDbContext db, IBusControl bus, CustomerData customers, TraceLinks traces, TimeProvider time, ILogger<OrderModel> logger) : PageModel
{
    /// <summary>The longest reason that is taken.</summary>
    public const int LongestReason = 500;

    /// <summary>The most entries that are shown: a parcel that cannot be handed over for days is asked for hundreds of times.</summary>
    public const int MostEntries = 300;

    private static readonly TimeSpan SendWithin = TimeSpan.FromSeconds(5);

    /// <summary>The order's id, as the address has it.</summary>
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    /// <summary>The action that was just asked for: its notice stands on the page.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Done { get; set; }

    /// <summary>Why, in the operator's words.</summary>
    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>The order; null when none of this id was heard of.</summary>
    public TrackedOrder? Order { get; private set; }

    /// <summary>When the page was made (UTC).</summary>
    public DateTimeOffset Now { get; } = time.GetUtcNow();

    /// <summary>What is going on.</summary>
    public OrderSentence Sentence => OrderSentence.Of(Order!, Now);

    /// <summary>The order's lines.</summary>
    public IReadOnlyList<TrackedLine> Lines { get; private set; } = [];

    /// <summary>Its history, as far as it is shown.</summary>
    public IReadOnlyList<TimelineRow> Timeline { get; private set; } = [];

    /// <summary>The workflow with its path; null until a description of it has come.</summary>
    public OrderDiagram? Diagram { get; private set; }

    /// <summary>The version that is drawn, when it is not the order's own.</summary>
    public int? OtherVersion { get; private set; }

    /// <summary>What operators did with it, latest first.</summary>
    public IReadOnlyList<OperatorAction> Actions { get; private set; } = [];

    /// <summary>What can be done with it now.</summary>
    public IReadOnlyList<OfferedAction> Offered { get; private set; } = [];

    /// <summary>How many of its messages failed and wait to be put back.</summary>
    public int FailedMessages { get; private set; }

    /// <summary>Names the next action: a form that is posted twice is one action.</summary>
    public Guid NextActionId { get; private set; } = Guid.CreateVersion7();

    /// <summary>What is wrong with what was asked for; null when nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>The action whose form stays open, with what was typed in.</summary>
    public string? OpenForm { get; private set; }

    /// <summary>The customer's personal data, on the one answer that shows them.</summary>
    public CustomerDetails? Customer { get; private set; }

    /// <summary>The steps that would undo what may stand, in their order.</summary>
    public IReadOnlyList<string> Undo => Order!.Undo.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) => await FindAsync(cancel) ? Page() : NotThere();

    /// <summary>Asks for an action.</summary>
    public async Task<IActionResult> OnPostAsync(Guid actionId, string? act, CancellationToken cancel)
    {
        if (!await FindAsync(cancel))
            return NotThere();
        // Asked for twice, for one by a double click: the first is what counts, and may have moved the order on already.
        if (Actions.Any(action => action.Id == actionId))
            return Redirection(actionId);
        if (Offered.FirstOrDefault(offered => offered.Action == act) is not { } offered)
            return Refuse($"Nothing was done: the order is in {Wording.Words(Order!.State)} by now, where this is not possible.", StatusCodes.Status409Conflict);
        if (actionId == Guid.Empty || Wrong(Reason) is not null)
            return Refuse(Wrong(Reason) ?? "Nothing was done: the form was not complete.", StatusCodes.Status400BadRequest, offered.Action);

        NextActionId = actionId;
        var command = new ActOnOrder
        {
            ActionId = actionId,
            OrderId = Order!.OrderId,
            Action = offered.Action,
            Reason = Reason!.Trim(),
            Operator = Operator,
            At = Now
        };
        return await SendAsync(command, cancel)
            ? Redirection(actionId)
            : Refuse("The broker is away or does not answer. Most likely nothing was done: try again. Should it have been done after all, it is not done twice.", StatusCodes.Status503ServiceUnavailable, offered.Action);
    }

    /// <summary>Shows the customer's personal data, once.</summary>
    public async Task<IActionResult> OnPostCustomerAsync(CancellationToken cancel)
    {
        if (!await FindAsync(cancel))
            return NotThere();
        if (Wrong(Reason) is { } wrong)
            return Refuse(wrong, StatusCodes.Status400BadRequest, CustomerData.Action);

        (Customer, var outcome) = await customers.AskAsync(Order!.OrderId, Operator, Reason!.Trim(), cancel);
        Actions = await ReadActionsAsync(cancel);
        return Customer is null ? Refuse(outcome, StatusCodes.Status503ServiceUnavailable) : Page();
    }

    private string Operator => User.FindFirst("sub")!.Value;

    private async Task<bool> FindAsync(CancellationToken cancel)
    {
        if (!Guid.TryParse(Id, out var id))
            return false;
        Order = await db.TrackedOrders.AsNoTracking().FirstOrDefaultAsync(order => order.OrderId == id, cancel);
        if (Order is null)
            return false;

        Lines = await db.TrackedLines.AsNoTracking().Where(line => line.OrderId == id).OrderBy(line => line.Number).ToListAsync(cancel);
        var latest = await db.HistoryEntries.AsNoTracking().Where(entry => entry.OrderId == id)
            .OrderByDescending(entry => entry.Sequence).Take(MostEntries).ToListAsync(cancel);
        latest.Reverse();
        Timeline = [.. latest.Select((entry, index) => TimelineRow.Of(entry, index == 0 ? null : latest[index - 1], traces.Of(entry.TraceId)))];
        Actions = await ReadActionsAsync(cancel);
        Offered = OfferedAction.For(Order, isCancelAsked: latest.Exists(entry => entry.Event == nameof(CancelOrder)));
        FailedMessages = await db.FailedMessages.CountAsync(message => message.OrderId == id && message.Status == FailedMessageStatus.Waiting, cancel);

        var version = Order.MachineVersion ?? int.MaxValue;
        var workflow = await db.Workflows.AsNoTracking().OrderByDescending(w => w.Version == version).ThenByDescending(w => w.Version).FirstOrDefaultAsync(cancel);
        if (workflow is not null)
        {
            Diagram = OrderDiagram.Of(JsonSerializer.Deserialize<WorkflowDescribed>(workflow.Description)!, latest, Order.State);
            OtherVersion = workflow.Version == Order.MachineVersion ? null : workflow.Version;
        }

        return true;
    }

    private async Task<IReadOnlyList<OperatorAction>> ReadActionsAsync(CancellationToken cancel) =>
        await db.OperatorActions.AsNoTracking().Where(action => action.OrderId == Order!.OrderId)
            .OrderByDescending(action => action.At).ThenByDescending(action => action.Id).Take(100).ToListAsync(cancel);

    // Not by the request's outbox: who sees the notice is to know that the broker has it.
    private async Task<bool> SendAsync(ActOnOrder command, CancellationToken cancel)
    {
        if (bus.CheckHealth().Status == BusHealthStatus.Unhealthy)
            return false;
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(SendWithin);
            var endpoint = await bus.GetSendEndpoint(Queues.Address(Queues.Operations));
            await endpoint.Send(command, context => context.MessageId = command.ActionId, patience.Token).WaitAsync(SendWithin, cancel);
            return true;
        }
        catch (Exception exception) when (!cancel.IsCancellationRequested)
        {
            logger.LogWarning("An operator's action could not be sent: {Reason}", exception.Message);
            return false;
        }
    }

    private static string? Wrong(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? "Nothing was done: say why. The reason is kept with the action."
        : reason.Length > LongestReason ? $"Nothing was done: the reason is longer than {LongestReason} characters."
        : reason.Any(character => char.IsControl(character) && !char.IsWhiteSpace(character)) ? "Nothing was done: the reason holds characters that are no text."
        : null;

    private RedirectToPageResult Redirection(Guid actionId) => RedirectToPage(new { id = Order!.OrderId, done = actionId });

    private PageResult Refuse(string problem, int status, string? openForm = null)
    {
        (Problem, OpenForm, Response.StatusCode) = (problem, openForm, status);
        return Page();
    }

    private PageResult NotThere()
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        return Page();
    }
}

using System.Text.Json.Nodes;
using EventDriven.Contracts.Operations;
using EventDriven.Operations.Domain;
using EventDriven.Operations.Failed;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EventDriven.Operations.Pages.Console.Failed;

/// <summary>One failed message: what went wrong with it, what it says, and what has been done about it.</summary>
public sealed class MessageModel(OperationsDbContext db, OperatorDesk desk, IOptions<PutBackLimits> limits, TimeProvider time) : FailurePage(db, desk, time)
{
    private readonly OperationsDbContext _db = db;
    private MessageText? _text;

    /// <summary>The message's id, as the address has it.</summary>
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    /// <summary>What the message is to say instead.</summary>
    [BindProperty]
    public string? Edited { get; set; }

    /// <summary>The message; null when there is none of this id.</summary>
    public FailedMessage? Message { get; private set; }

    /// <summary>Its headers.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; private set; } = [];

    /// <summary>All failures of the same message in the same queue, this one included, latest first, with what was done about each.</summary>
    public IReadOnlyList<(FailedMessage Failure, OperatorAction? Action)> Attempts { get; private set; } = [];

    /// <summary>Whether the order that it speaks of is known here.</summary>
    public bool OrderIsKnown { get; private set; }

    /// <summary>Whether personal data are shown, on this one answer.</summary>
    public bool IsRevealed { get; private set; }

    /// <summary>How often a message may be put back as it was.</summary>
    public int MaxPutBacks => limits.Value.MaxPutBacks;

    /// <summary>Whether it has been put back too often to be put back as it is.</summary>
    public bool IsLooping => Message!.PutBacks >= MaxPutBacks;

    /// <summary>Whether it waits for somebody to decide.</summary>
    public bool IsWaiting => Message!.Status == FailedMessageStatus.Waiting;

    /// <summary>Whether personal data in it are masked.</summary>
    public bool IsMasked => _text!.IsPersonal && !IsRevealed;

    /// <summary>Whether it is text, so that it can be put back.</summary>
    public bool IsText => _text!.IsText;

    /// <summary>Whether it is a message of the contracts, whose body can be checked.</summary>
    public bool IsEditable => _text!.IsEditable;

    /// <summary>The body, for people to read.</summary>
    public string Body => _text!.Show(IsRevealed);

    /// <summary>What is in the form to edit it.</summary>
    public string ToEdit => OpenForm == nameof(FailureAction.PutBackEdited) && Edited is not null ? Edited : _text!.ToEdit(IsRevealed);

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) => await FindAsync(cancel) ? Page() : NotThere();

    /// <summary>Puts it back as it was.</summary>
    public Task<IActionResult> OnPostPutBackAsync(CancellationToken cancel) => DecideAsync(
        FailureAction.PutBack,
        () => IsLooping ? $"Nothing was done: it was put back {Message!.PutBacks} times as it was, and failed again each time. Edit it first, or discard it." : null,
        () => AskAsync(PutBack(body: null), cancel),
        cancel);

    /// <summary>Puts it back with another body.</summary>
    public Task<IActionResult> OnPostPutBackEditedAsync(CancellationToken cancel) => DecideAsync(
        FailureAction.PutBackEdited,
        () => _text!.With(Edited ?? "", out var problem) is null ? $"Nothing was done. {problem}" : null,
        () => AskAsync(PutBack(Edited), cancel),
        cancel);

    /// <summary>Discards it.</summary>
    public Task<IActionResult> OnPostDiscardAsync(CancellationToken cancel) => DecideAsync(
        FailureAction.Discard,
        () => null,
        () => AskAsync(new DiscardMessages { ActionId = ActionId, FailedMessageIds = [Message!.Id], Reason = Reason!.Trim(), Operator = Operator, At = Now }, cancel),
        cancel);

    /// <summary>Shows the personal data in it, once, and keeps that they were shown.</summary>
    public async Task<IActionResult> OnPostRevealAsync(CancellationToken cancel)
    {
        if (!await FindAsync(cancel))
            return NotThere();
        OpenForm = FailureAction.Reveal;
        if (WrongReason is { } wrong)
            return Refuse(wrong);

        if (!await _db.OperatorActions.AnyAsync(action => action.Id == ActionId, cancel))
        {
            _db.OperatorActions.Add(new OperatorAction
            {
                Id = ActionId,
                At = Now,
                Operator = Operator,
                Action = FailureAction.Reveal,
                OrderId = Message!.OrderId,
                Reason = Reason!.Trim(),
                Outcome = $"The body of the failed message {Message.Id} was shown with its personal data."
            });
            await _db.SaveChangesAsync(cancel);
        }

        // The next form on this answer is another action.
        ModelState.Clear();
        (IsRevealed, ActionId, Reason) = (true, Guid.CreateVersion7(), null);
        return Page();
    }

    private PutBackMessages PutBack(string? body) =>
        new() { ActionId = ActionId, FailedMessageIds = [Message!.Id], Body = body, Reason = Reason!.Trim(), Operator = Operator, At = Now };

    private async Task<IActionResult> DecideAsync(string form, Func<string?> refusal, Func<Task<bool>> ask, CancellationToken cancel)
    {
        if (!await FindAsync(cancel))
            return NotThere();
        OpenForm = form;
        if (await _db.OperatorActions.AnyAsync(action => action.Id == ActionId, cancel))
            return Redirection();

        var (wrong, status) = WrongReason is { } reason ? (reason, StatusCodes.Status400BadRequest)
            : !IsWaiting ? ($"Nothing was done: it is {FailureWording.Status(Message!.Status)} by now.", StatusCodes.Status409Conflict)
            : refusal() is { } refused ? (refused, StatusCodes.Status409Conflict)
            : (null, 0);
        return wrong is not null ? Refuse(wrong, status) : await ask() ? Redirection() : Page();
    }

    private RedirectToPageResult Redirection() => RedirectToPage(new { Id, Done = ActionId });

    private async Task<bool> FindAsync(CancellationToken cancel)
    {
        if (!Guid.TryParse(Id, out var id))
            return false;
        Message = await _db.FailedMessages.AsNoTracking().FirstOrDefaultAsync(message => message.Id == id, cancel);
        if (Message is null)
            return false;

        _text = new MessageText(Message);
        Headers = [.. JsonNode.Parse(Message.Headers)!.AsObject()
            .Where(header => header.Key != MassTransit.MessageHeaders.FaultStackTrace)
            .Select(header => (header.Key, header.Value is JsonValue value && value.TryGetValue<string>(out var text) ? text : header.Value?.ToJsonString(Json.Readable) ?? ""))];
        Attempts = await ReadAttemptsAsync(cancel);
        OrderIsKnown = Message.OrderId is { } orderId && await _db.TrackedOrders.AnyAsync(order => order.OrderId == orderId, cancel);
        return true;
    }

    private async Task<IReadOnlyList<(FailedMessage, OperatorAction?)>> ReadAttemptsAsync(CancellationToken cancel)
    {
        var failures = Message!.MessageId is not { } messageId
            ? [Message]
            : await _db.FailedMessages.AsNoTracking().Where(message => message.MessageId == messageId && message.Queue == Message.Queue)
                .OrderByDescending(message => message.TakenInAt).Take(50).ToListAsync(cancel);
        var actionIds = failures.Select(failure => failure.ActionId).OfType<Guid>().ToList();
        var actions = await _db.OperatorActions.AsNoTracking().Where(action => actionIds.Contains(action.Id)).ToDictionaryAsync(action => action.Id, cancel);
        return [.. failures.Select(failure => (failure, failure.ActionId is { } id ? actions.GetValueOrDefault(id) : null))];
    }
}

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
public sealed class MessageModel(
    OperationsDbContext db,
    OperatorDesk desk,
    IOptions<PutBackLimits> limits,
    TimeProvider time
) : FailurePage(db, desk, time)
{
    private const int MostAttempts = 50;

    private readonly OperationsDbContext _db = db;
    private MessageText? _text;
    private IReadOnlyList<(string Name, string Value)> _headers = [];

    /// <summary>The message's id, as the address has it.</summary>
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    /// <summary>What the message is to say instead.</summary>
    [BindProperty]
    public string? Edited { get; set; }

    /// <summary>The message; null when there is none of this id.</summary>
    public FailedMessage? Message { get; private set; }

    /// <summary>Its headers.</summary>
    public IEnumerable<(string Name, string Value)> Headers =>
        _headers.Select(header => (header.Name, Shown(header.Value)!));

    /// <summary>
    /// All failures of the same message in the same queue, this one included, latest first, with what was done about
    /// each.
    /// </summary>
    public IReadOnlyList<(FailureAttempt Failure, OperatorAction? Action)> Attempts { get; private set; } = [];

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
    public bool IsMasked =>
        !IsRevealed
        && (
            _text!.IsPersonal
            || Message!.EditedBody is not null
            || new[] { Message!.ExceptionMessage, Message.StackTrace }
                .Concat(_headers.Select(header => header.Value))
                .Any(said => said is not null && _text.Hide(said) != said)
        );

    /// <summary>What the exception said, or why the message rests without one.</summary>
    public string? ExceptionMessage => Shown(Message!.ExceptionMessage);

    /// <summary>Where it was thrown.</summary>
    public string? StackTrace => Shown(Message!.StackTrace);

    /// <summary>Whether it is text, so that it can be put back.</summary>
    public bool IsText => _text!.IsText;

    /// <summary>Whether it is a message of the contracts, whose body can be checked.</summary>
    public bool IsEditable => _text!.IsEditable;

    /// <summary>The body, for people to read.</summary>
    public string Body => _text!.Show(IsRevealed);

    /// <summary>The body as it was put back, for people to read; null when it was not edited.</summary>
    public string? EditedBody =>
        Message!.EditedBody is { } edited ? new MessageText(Message, edited).Show(IsRevealed) : null;

    /// <summary>What is in the form to edit it.</summary>
    public string ToEdit =>
        OpenForm == nameof(FailureAction.PutBackEdited) && Edited is not null ? Edited : _text!.ToEdit(IsRevealed);

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) =>
        await FindAsync(cancel) ? Page() : NotThere();

    /// <summary>Puts it back as it was.</summary>
    public Task<IActionResult> OnPostPutBackAsync(CancellationToken cancel) =>
        DecideAsync(
            FailureAction.PutBack,
            IdOf(FailureAction.PutBack),
            () =>
                IsLooping
                    ? $"Nothing was done: it was put back {Message!.PutBacks} times as it was, and failed again each time. Edit it first, or discard it."
                    : null,
            actionId => AskAsync(PutBack(actionId, body: null), actionId, cancel),
            cancel
        );

    /// <summary>Puts it back with another body.</summary>
    public Task<IActionResult> OnPostPutBackEditedAsync(CancellationToken cancel) =>
        DecideAsync(
            FailureAction.PutBackEdited,
            IdOf(FailureAction.PutBackEdited, Edited ?? ""),
            () => _text!.With(Edited ?? "", out var problem) is null ? $"Nothing was done. {problem}" : null,
            actionId => AskAsync(PutBack(actionId, Edited), actionId, cancel),
            cancel
        );

    /// <summary>Discards it.</summary>
    public Task<IActionResult> OnPostDiscardAsync(CancellationToken cancel) =>
        DecideAsync(
            FailureAction.Discard,
            IdOf(FailureAction.Discard),
            () => null,
            actionId =>
                AskAsync(
                    new DiscardMessages
                    {
                        ActionId = actionId,
                        FailedMessageIds = [Message!.Id],
                        Reason = Reason!.Trim(),
                        Operator = Operator,
                        At = Now,
                    },
                    actionId,
                    cancel
                ),
            cancel
        );

    /// <summary>Shows the personal data in it, once, and keeps that they were shown.</summary>
    public async Task<IActionResult> OnPostRevealAsync(CancellationToken cancel)
    {
        if (!await FindAsync(cancel))
            return NotThere();
        OpenForm = FailureAction.Reveal;
        if (WrongReason is { } wrong)
            return Refuse(wrong);

        // Under an id of its own, whatever was posted: each showing is kept.
        _db.OperatorActions.Add(
            new OperatorAction
            {
                Id = Guid.CreateVersion7(),
                At = Now,
                Operator = Operator,
                Action = FailureAction.Reveal,
                OrderId = Message!.OrderId,
                Reason = Reason!.Trim(),
                Outcome = $"The failed message {Message.Id} was shown with its personal data.",
            }
        );
        await _db.SaveChangesAsync(cancel);

        (IsRevealed, Reason) = (true, null);
        return Page();
    }

    private PutBackMessages PutBack(Guid actionId, string? body) =>
        new()
        {
            ActionId = actionId,
            FailedMessageIds = [Message!.Id],
            Body = body,
            Reason = Reason!.Trim(),
            Operator = Operator,
            At = Now,
        };

    private async Task<IActionResult> DecideAsync(
        string form,
        Guid actionId,
        Func<string?> refusal,
        Func<Guid, Task<bool>> ask,
        CancellationToken cancel
    )
    {
        if (!await FindAsync(cancel))
            return NotThere();
        OpenForm = form;
        if (await _db.OperatorActions.AnyAsync(action => action.Id == actionId, cancel))
            return Redirection(actionId);

        var (wrong, status) =
            WrongReason is { } reason ? (reason, StatusCodes.Status400BadRequest)
            : !IsWaiting
                ? (
                    $"Nothing was done: it is {FailureWording.Status(Message!.Status)} by now.",
                    StatusCodes.Status409Conflict
                )
            : refusal() is { } refused ? (refused, StatusCodes.Status409Conflict)
            : (null, 0);
        return wrong is not null ? Refuse(wrong, status)
            : await ask(actionId) ? Redirection(actionId)
            : Page();
    }

    private string? Shown(string? said) => IsRevealed || said is null ? said : _text!.Hide(said);

    private RedirectToPageResult Redirection(Guid actionId) => RedirectToPage(new { Id, Done = actionId });

    private async Task<bool> FindAsync(CancellationToken cancel)
    {
        if (!Guid.TryParse(Id, out var id))
            return false;
        Message = await _db.FailedMessages.AsNoTracking().FirstOrDefaultAsync(message => message.Id == id, cancel);
        if (Message is null)
            return false;

        _text = new MessageText(Message);
        _headers =
        [
            .. JsonNode
                .Parse(Message.Headers)!
                .AsObject()
                .Where(header => header.Key != MassTransit.MessageHeaders.FaultStackTrace)
                .Select(header =>
                    (
                        header.Key,
                        header.Value is JsonValue value && value.TryGetValue<string>(out var text)
                            ? text
                            : header.Value?.ToJsonString(Json.Readable) ?? ""
                    )
                ),
        ];
        Attempts = await ReadAttemptsAsync(cancel);
        OrderIsKnown =
            Message.OrderId is { } orderId
            && await _db.TrackedOrders.AnyAsync(order => order.OrderId == orderId, cancel);
        return true;
    }

    private async Task<IReadOnlyList<(FailureAttempt, OperatorAction?)>> ReadAttemptsAsync(CancellationToken cancel)
    {
        var attempts = _db.FailedMessages.Where(message => message.Id == Message!.Id);
        if (Message!.OriginalMessageId is { } originalId)
            attempts = _db.FailedMessages.Where(message =>
                message.OriginalMessageId == originalId && message.Queue == Message.Queue
            );
        var latest = await attempts
            .OrderByDescending(message => message.TakenInAt)
            .Take(MostAttempts)
            .Select(message => new FailureAttempt(
                message.Id,
                message.Queue,
                message.RestedIn,
                message.ExceptionType,
                message.FailedAt,
                message.Status,
                message.ActionId
            ))
            .ToListAsync(cancel);
        var actionIds = latest.Select(attempt => attempt.ActionId).OfType<Guid>().ToList();
        var actions = await _db
            .OperatorActions.AsNoTracking()
            .Where(action => actionIds.Contains(action.Id))
            .ToDictionaryAsync(action => action.Id, cancel);
        return
        [
            .. latest.Select(attempt => (attempt, attempt.ActionId is { } id ? actions.GetValueOrDefault(id) : null)),
        ];
    }
}

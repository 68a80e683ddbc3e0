using System.Text.Json.Nodes;
using EventDriven.Operations.Failed;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace EventDriven.Operations.Pages.Console.Failed;

public sealed class MessageModel(
    OperationsDbContext db,
    OperatorDesk desk,
    IOptions<PutBackLimits> limits,
    TimeProvider time
) : FailurePage(db, desk, time)
{
    private const int MostAttempts = 50;

    private IReadOnlyList<(string Name, string Value)> _headers = [];

    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    [BindProperty]
    public string? Edited { get; set; }

    public FailedMessage? Message { get; private set; }

    internal MessageText Text { get; private set; } = null!;

    public IEnumerable<(string Name, string Value)> Headers =>
        _headers.Select(header => (header.Name, Shown(header.Value)!));

    public string? CutHeaders =>
        _headers
            .Where(header => header.Name == RestingQueues.CutHeaders)
            .Select(header => header.Value)
            .FirstOrDefault();

    /// <summary>All failures of the message in its queue, latest first.</summary>
    public IReadOnlyList<(FailedMessage Failure, OperatorAction? Action)> Attempts { get; private set; } = [];

    public bool OrderIsKnown { get; private set; }

    public bool IsRevealed { get; private set; }

    /// <summary>Whether it was retried too often to be retried unchanged.</summary>
    public bool IsLooping => Message!.PutBacks >= limits.Value.MaxPutBacks;

    public bool IsWaiting => Message!.Status == FailedMessageStatus.Waiting;

    public bool IsMasked =>
        !IsRevealed
        && (
            Text.IsPersonal
            || Message!.EditedBody is not null
            || new[] { Message!.ExceptionMessage, Message.StackTrace }
                .Concat(_headers.Select(header => header.Value))
                .Any(said => said is not null && Text.Hide(said) != said)
        );

    public string? ExceptionMessage => Shown(Message!.ExceptionMessage);

    public string? StackTrace => Shown(Message!.StackTrace);

    public string? EditedBody =>
        Message!.EditedBody is { } edited ? new MessageText(Message, edited).Show(IsRevealed) : null;

    public string ToEdit =>
        OpenForm == nameof(FailureAction.PutBackEdited) && Edited is not null ? Edited : Text.ToEdit(IsRevealed);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) =>
        await FindAsync(cancel) ? Page() : NotThere();

    public Task<IActionResult> OnPostPutBackAsync(CancellationToken cancel) =>
        DecideAsync(
            FailureAction.PutBack,
            edited: null,
            () =>
                IsLooping
                    ? $"Nothing was done: retried {Message!.PutBacks} times unchanged, the message failed each time. "
                        + "Edit it before you retry it, or discard it."
                    : null,
            cancel
        );

    public Task<IActionResult> OnPostPutBackEditedAsync(CancellationToken cancel) =>
        DecideAsync(
            FailureAction.PutBackEdited,
            Edited ?? "",
            () => Text.ToRetry(Edited ?? "") is (null, var problem) ? $"Nothing was done. {problem}" : null,
            cancel
        );

    public Task<IActionResult> OnPostDiscardAsync(CancellationToken cancel) =>
        DecideAsync(FailureAction.Discard, edited: null, () => null, cancel);

    public async Task<IActionResult> OnPostRevealAsync(CancellationToken cancel)
    {
        if (!await FindAsync(cancel))
            return NotThere();
        OpenForm = FailureAction.Reveal;
        if (WrongReason is { } wrong)
            return Refuse(wrong);

        // An id of its own, so that each showing is recorded.
        Db.OperatorActions.Add(
            new OperatorAction
            {
                Id = Guid.CreateVersion7(),
                At = Now,
                Operator = Operator,
                Action = FailureAction.Reveal,
                OrderId = Message!.OrderId,
                Reason = Reason!.Trim(),
                Outcome = $"The personal data of the failed message {Message.Id} were shown.",
            }
        );
        await Db.SaveChangesAsync(cancel);

        (IsRevealed, Reason) = (true, null);
        return Page();
    }

    private async Task<IActionResult> DecideAsync(
        string action,
        string? edited,
        Func<string?> refusal,
        CancellationToken cancel
    )
    {
        if (!await FindAsync(cancel))
            return NotThere();
        OpenForm = action;
        var actionId = edited is null ? IdOf(action) : IdOf(action, edited);
        if (await Db.OperatorActions.AnyAsync(done => done.Id == actionId, cancel))
            return Redirection(actionId);
        if (WrongReason is { } wrong)
            return Refuse(wrong);
        var impossible = IsWaiting
            ? refusal()
            : $"Nothing was done: the message is already {FailureWording.Status(Message!.Status)}.";
        if (impossible is not null)
            return Refuse(impossible, StatusCodes.Status409Conflict);
        return await AskAsync(action, actionId, [Message!.Id], edited, cancel) ? Redirection(actionId) : Page();
    }

    private string? Shown(string? said) => IsRevealed || said is null ? said : Text.Hide(said);

    private RedirectToPageResult Redirection(Guid actionId) => RedirectToPage(new { Id, Done = actionId });

    private async Task<bool> FindAsync(CancellationToken cancel)
    {
        if (!Guid.TryParse(Id, out var id))
            return false;
        Message = await Db.FailedMessages.AsNoTracking().FirstOrDefaultAsync(message => message.Id == id, cancel);
        if (Message is null)
            return false;

        Text = new MessageText(Message);
        _headers =
        [
            .. JsonNode
                .Parse(Message.Headers)!
                .AsObject()
                .Where(header => header.Key != MassTransit.MessageHeaders.FaultStackTrace)
                .Select(header =>
                    (
                        header.Key,
                        header.Value is JsonValue value ? $"{value}" : header.Value?.ToJsonString(Json.Readable) ?? ""
                    )
                ),
        ];
        Attempts = await ReadAttemptsAsync(cancel);
        OrderIsKnown =
            Message.OrderId is { } orderId
            && await Db.TrackedOrders.AnyAsync(order => order.OrderId == orderId, cancel);
        return true;
    }

    private async Task<IReadOnlyList<(FailedMessage, OperatorAction?)>> ReadAttemptsAsync(CancellationToken cancel)
    {
        var attempts = Db.FailedMessages.Where(message => message.Id == Message!.Id);
        if (Message!.OriginalMessageId is { } originalId)
            attempts = Db.FailedMessages.Where(message =>
                message.OriginalMessageId == originalId && message.Queue == Message.Queue
            );
        var latest = await attempts
            .OrderByDescending(message => message.TakenInAt)
            .Take(MostAttempts)
            .Listed()
            .ToListAsync(cancel);
        var actionIds = latest.Select(attempt => attempt.ActionId).OfType<Guid>().ToList();
        var actions = await Db
            .OperatorActions.AsNoTracking()
            .Where(action => actionIds.Contains(action.Id))
            .ToDictionaryAsync(action => action.Id, cancel);
        return
        [
            .. latest.Select(attempt => (attempt, attempt.ActionId is { } id ? actions.GetValueOrDefault(id) : null)),
        ];
    }
}

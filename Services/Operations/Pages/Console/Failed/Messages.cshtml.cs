using EventDriven.Contracts.Operations;
using EventDriven.Operations.Domain;
using EventDriven.Operations.Failed;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EventDriven.Operations.Pages.Console.Failed;

/// <summary>
/// The failed messages of a group, or that a text finds; some or all of them are put back or discarded together.
/// </summary>
public sealed class MessagesModel(
    OperationsDbContext db,
    OperatorDesk desk,
    IOptions<PutBackLimits> limits,
    TimeProvider time
) : FailurePage(db, desk, time)
{
    /// <summary>Up to so many are counted.</summary>
    public const int MostCounted = 10000;

    private const string All = "all";

    private readonly OperationsDbContext _db = db;

    /// <summary>The queue in which the group rested.</summary>
    [BindProperty(SupportsGet = true)]
    public string? RestedIn { get; set; }

    /// <summary>The group's message.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Type { get; set; }

    /// <summary>The group's exception.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Exception { get; set; }

    /// <summary>What is looked for.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>What has been decided on them.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Status { get; set; }

    /// <summary>Where the page before ended.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    /// <summary>Which: the selected, or all that were found.</summary>
    [BindProperty]
    public string? Which { get; set; }

    /// <summary>When the page was made on which "all" was chosen: what came later was on nobody's screen.</summary>
    [BindProperty]
    public DateTimeOffset AsOf { get; set; }

    /// <summary>The selected.</summary>
    [BindProperty]
    public List<Guid> Ids { get; set; } = [];

    /// <summary>What is looked for, in all.</summary>
    public FailedMessageSearch Search =>
        new()
        {
            RestedIn = Searched.Text(RestedIn),
            MessageType = Searched.Text(Type),
            ExceptionType = Searched.Text(Exception),
            Text = Searched.Text(Q),
            Status = Status is FailedMessageStatus.PutBack or FailedMessageStatus.Discarded
                ? Status
                : FailedMessageStatus.Waiting,
        };

    /// <summary>Those of this page.</summary>
    public IReadOnlyList<FailedMessage> Messages { get; private set; } = [];

    /// <summary>Where the next page begins; null on the last.</summary>
    public string? Next { get; private set; }

    /// <summary>How many there are, counted up to <see cref="MostCounted" />.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them have been put back too often to be put back as they are.</summary>
    public int Looping { get; private set; }

    /// <summary>How often a message may be put back as it was.</summary>
    public int MaxPutBacks => limits.Value.MaxPutBacks;

    /// <summary>What the search is, as the address has it.</summary>
    public Dictionary<string, string?> Route =>
        new()
        {
            ["restedIn"] = RestedIn,
            ["type"] = Type,
            ["exception"] = Exception,
            ["q"] = Q,
            ["status"] = Status,
        };

    /// <summary>Shows them.</summary>
    public Task OnGetAsync(CancellationToken cancel) => FindAsync(cancel);

    /// <summary>Puts them back.</summary>
    public Task<IActionResult> OnPostPutBackAsync(CancellationToken cancel) =>
        DecideAsync(
            FailureAction.PutBack,
            (id, messages) =>
                AskAsync(
                    new PutBackMessages
                    {
                        ActionId = id,
                        FailedMessageIds = messages,
                        Reason = Reason!.Trim(),
                        Operator = Operator,
                        At = Now,
                    },
                    id,
                    cancel
                ),
            cancel
        );

    /// <summary>Discards them.</summary>
    public Task<IActionResult> OnPostDiscardAsync(CancellationToken cancel) =>
        DecideAsync(
            FailureAction.Discard,
            (id, messages) =>
                AskAsync(
                    new DiscardMessages
                    {
                        ActionId = id,
                        FailedMessageIds = messages,
                        Reason = Reason!.Trim(),
                        Operator = Operator,
                        At = Now,
                    },
                    id,
                    cancel
                ),
            cancel
        );

    private async Task<IActionResult> DecideAsync(
        string action,
        Func<Guid, IReadOnlyList<Guid>, Task<bool>> ask,
        CancellationToken cancel
    )
    {
        // All as of when the page was made, whatever has been decided since.
        var actionId = IdOf([action, .. Which == All ? [All, $"{AsOf:O}"] : Ids.Order().Select(id => $"{id}")]);
        if (WrongReason is { } wrong)
        {
            Refuse(wrong);
        }
        else if (await _db.OperatorActions.AnyAsync(done => done.Id == actionId, cancel))
        {
            return Redirection(actionId);
        }
        else
        {
            var asOf = AsOf.ToUniversalTime();
            List<Guid> ids =
                Which == All
                    ? await Search
                        .Waiting(_db.FailedMessages)
                        .Where(message => message.TakenInAt <= asOf)
                        .OrderBy(message => message.FailedAt)
                        .Select(message => message.Id)
                        .Take(PutBackLimits.AtOnce)
                        .ToListAsync(cancel)
                    : [.. Ids.Take(PutBackLimits.AtOnce)];
            if (ids.Count == 0)
                Refuse(
                    Which == All
                        ? "Nothing was done: none of them waits any more."
                        : "Nothing was done: select the messages first, or choose all that were found."
                );
            else if (await ask(actionId, ids))
                return Redirection(actionId);
        }

        await FindAsync(cancel);
        return Page();
    }

    private RedirectToPageResult Redirection(Guid actionId) =>
        RedirectToPage(
            new
            {
                RestedIn,
                Type,
                Exception,
                Q,
                Status,
                Done = actionId,
            }
        );

    private async Task FindAsync(CancellationToken cancel)
    {
        AsOf = Now;
        (Messages, Next) = await Search.PageAsync(_db.FailedMessages.AsNoTracking(), After, cancel);
        Count =
            After is null && Next is null
                ? Messages.Count
                : await Search.CountAsync(_db.FailedMessages, MostCounted, cancel);
        var most = MaxPutBacks;
        // Above none: what was never put back, which is nearly all, is in no index of put-backs.
        if (Search.Status == FailedMessageStatus.Waiting)
            Looping = await Search
                .Waiting(_db.FailedMessages)
                .Where(message => message.PutBacks > 0 && message.PutBacks >= most)
                .OrderBy(message => message.PutBacks)
                .Take(MostCounted)
                .CountAsync(cancel);
    }
}

using EventDriven.Operations.Failed;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace EventDriven.Operations.Pages.Console.Failed;

public sealed class MessagesModel(
    OperationsDbContext db,
    OperatorDesk desk,
    IOptions<PutBackLimits> limits,
    TimeProvider time
) : FailurePage(db, desk, time)
{
    public const int MostCounted = 10000;

    private const string All = "all";

    [BindProperty(SupportsGet = true)]
    public string? RestedIn { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Type { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Exception { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Status { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    [BindProperty]
    public string? Which { get; set; }

    /// <summary>When the form was rendered: "all" excludes messages that arrived later.</summary>
    [BindProperty]
    public DateTimeOffset AsOf { get; set; }

    [BindProperty]
    public List<Guid> Ids { get; set; } = [];

    public FailedMessageSearch Search =>
        new()
        {
            Messages = Db.FailedMessages.AsNoTracking(),
            RestedIn = Searched.Text(RestedIn),
            MessageType = Searched.Text(Type),
            ExceptionType = Searched.Text(Exception),
            Text = Searched.Text(Q),
            Status = Status is FailedMessageStatus.PutBack or FailedMessageStatus.Discarded
                ? Status
                : FailedMessageStatus.Waiting,
        };

    public IReadOnlyList<FailedMessage> Messages { get; private set; } = [];

    public string? Next { get; private set; }

    public int Count { get; private set; }

    public int Looping { get; private set; }

    public int MaxPutBacks => limits.Value.MaxPutBacks;

    public Dictionary<string, string?> Route =>
        new()
        {
            ["restedIn"] = RestedIn,
            ["type"] = Type,
            ["exception"] = Exception,
            ["q"] = Q,
            ["status"] = Status,
        };

    public Task OnGetAsync(CancellationToken cancel) => FindAsync(cancel);

    public Task<IActionResult> OnPostPutBackAsync(CancellationToken cancel) =>
        DecideAsync(FailureAction.PutBack, cancel);

    public Task<IActionResult> OnPostDiscardAsync(CancellationToken cancel) =>
        DecideAsync(FailureAction.Discard, cancel);

    private async Task<IActionResult> DecideAsync(string action, CancellationToken cancel)
    {
        var actionId = IdOf([action, .. Which == All ? [All, $"{AsOf:O}"] : Ids.Order().Select(id => $"{id}")]);
        if (WrongReason is { } wrong)
        {
            Refuse(wrong);
        }
        else if (await Db.OperatorActions.AnyAsync(done => done.Id == actionId, cancel))
        {
            return Redirection(actionId);
        }
        else
        {
            var asOf = AsOf.ToUniversalTime();
            List<Guid> ids =
                Which == All
                    ? await Search
                        .Waiting.Where(message => message.TakenInAt <= asOf)
                        .OrderBy(message => message.FailedAt)
                        .Select(message => message.Id)
                        .Take(PutBackLimits.AtOnce)
                        .ToListAsync(cancel)
                    : [.. Ids.Take(PutBackLimits.AtOnce)];
            if (ids.Count == 0)
                Refuse(
                    Which == All
                        ? "Nothing was done: none of these messages is waiting any more."
                        : "Nothing was done: select messages first, or choose all that were found."
                );
            else if (await AskAsync(action, actionId, ids, edited: null, cancel))
                return Redirection(actionId);
        }

        await FindAsync(cancel);
        return Page();
    }

    private RedirectToPageResult Redirection(Guid actionId) =>
        RedirectToPage(new RouteValueDictionary(Route) { ["done"] = actionId });

    private async Task FindAsync(CancellationToken cancel)
    {
        AsOf = Now;
        (Messages, Next) = await Search.PageAsync(After, cancel);
        Count = After is null && Next is null ? Messages.Count : await Search.CountAsync(MostCounted, cancel);
        var most = MaxPutBacks;
        // The index contains only messages with retries.
        if (Search.Status == FailedMessageStatus.Waiting)
            Looping = await Search
                .Waiting.Where(message => message.PutBacks > 0 && message.PutBacks >= most)
                .OrderBy(message => message.PutBacks)
                .Take(MostCounted)
                .CountAsync(cancel);
    }
}

using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EventDriven.Operations.Pages.Console.Failed;

public sealed class IndexModel(OperationsDbContext db, TimeProvider time) : PageModel
{
    public const int MostGroups = 100;

    public DateTimeOffset Now { get; } = time.GetUtcNow();

    public IReadOnlyList<FailureGroup> Groups { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel)
    {
        // Read from an index alone, which does not contain the queue.
        var groups = await db
            .WaitingMessages.GroupBy(message => new
            {
                message.RestedIn,
                message.MessageType,
                message.ExceptionType,
            })
            .Select(group => new
            {
                group.Key,
                Count = group.Count(),
                Oldest = group.Min(m => m.FailedAt),
                Newest = group.Max(m => m.FailedAt),
            })
            .OrderByDescending(group => group.Newest)
            .Take(MostGroups)
            .ToListAsync(cancel);
        // The exception message of the latest failure of each group.
        var moments = groups.Select(group => group.Newest).Distinct().ToList();
        var said = await db
            .WaitingMessages.Where(message => moments.Contains(message.FailedAt))
            .GroupBy(message => new
            {
                message.RestedIn,
                message.MessageType,
                message.ExceptionType,
                message.FailedAt,
            })
            .Select(group => new { group.Key, Said = group.Max(message => message.MaskedMessage) })
            .ToDictionaryAsync(group => group.Key, group => group.Said, cancel);
        Groups =
        [
            .. groups.Select(group => new FailureGroup(
                RestingQueues.QueueOf(group.Key.RestedIn) ?? group.Key.RestedIn,
                group.Key.RestedIn,
                group.Key.MessageType,
                group.Key.ExceptionType,
                said.GetValueOrDefault(
                    new
                    {
                        group.Key.RestedIn,
                        group.Key.MessageType,
                        group.Key.ExceptionType,
                        FailedAt = group.Newest,
                    }
                ),
                group.Count,
                group.Oldest,
                group.Newest
            )),
        ];
    }
}

public sealed record FailureGroup(
    string Queue,
    string RestedIn,
    string MessageType,
    string ExceptionType,
    string? Said,
    int Count,
    DateTimeOffset Oldest,
    DateTimeOffset Newest
);

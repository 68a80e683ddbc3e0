using EventDriven.Operations.Domain;
using EventDriven.ServiceDefaults;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Operations.Pages.Console.Failed;

/// <summary>Messages that came to rest in an error, skipped or dead-letter queue, by where, what and why.</summary>
public sealed class IndexModel(OperationsDbContext db, TimeProvider time) : PageModel
{
    /// <summary>The most groups that are shown.</summary>
    public const int MostGroups = 100;

    /// <summary>When the page was made (UTC).</summary>
    public DateTimeOffset Now { get; } = time.GetUtcNow();

    /// <summary>The groups of those that wait, latest first.</summary>
    public IReadOnlyList<FailureGroup> Groups { get; private set; } = [];

    /// <summary>Shows them.</summary>
    public async Task OnGetAsync(CancellationToken cancel)
    {
        var waiting = db.FailedMessages.Where(message => message.Status == FailedMessageStatus.Waiting);
        // By an index that has all of it; the queue follows from where they rested.
        var groups = await waiting
            .GroupBy(message => new
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
        // What was said of the latest of each, all at once: of what failed at those moments.
        var moments = groups.Select(group => group.Newest).Distinct().ToList();
        var said = await waiting
            .Where(message => moments.Contains(message.FailedAt))
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

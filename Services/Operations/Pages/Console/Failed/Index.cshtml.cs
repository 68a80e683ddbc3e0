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
        // By columns of an index alone, and in its order.
        var groups = await db.FailedMessages
            .Where(message => message.Status == FailedMessageStatus.Waiting)
            .GroupBy(message => new { message.RestedIn, message.MessageType, message.ExceptionType })
            .Select(group => new { group.Key, Count = group.Count(), Oldest = group.Min(m => m.FailedAt), Newest = group.Max(m => m.FailedAt) })
            .OrderByDescending(group => group.Newest)
            .Take(MostGroups)
            .ToListAsync(cancel);
        var shown = new List<FailureGroup>();
        foreach (var group in groups)
        {
            // By the index on just these columns.
            var said = await db.FailedMessages
                .Where(m => m.Status == FailedMessageStatus.Waiting && m.RestedIn == group.Key.RestedIn
                    && m.MessageType == group.Key.MessageType && m.ExceptionType == group.Key.ExceptionType)
                .OrderByDescending(m => m.FailedAt)
                .Select(m => m.ExceptionMessage)
                .FirstOrDefaultAsync(cancel);
            shown.Add(new FailureGroup(RestingQueues.QueueOf(group.Key.RestedIn) ?? group.Key.RestedIn, group.Key.RestedIn, group.Key.MessageType, group.Key.ExceptionType, said, group.Count, group.Oldest, group.Newest));
        }

        Groups = shown;
    }
}

using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.EntryApi.Changes;

public sealed class OrderFeed(
    IServiceScopeFactory scopes,
    OrderChanges changes,
    IHostApplicationLifetime lifetime,
    TimeProvider time
)
{
    /// <summary>
    /// The timeline's entries after a sequence as they arrive, each once, in order and without gaps. Ends after the
    /// order's final state, at a given time, or when the process stops: the reader continues at another replica.
    /// </summary>
    /// <param name="heartbeat">After this time without an entry, null is returned.</param>
    public async IAsyncEnumerable<TimelineEntry?> Follow(
        Guid orderId,
        int after,
        TimeSpan heartbeat,
        DateTimeOffset until,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        while (!lifetime.ApplicationStopping.IsCancellationRequested && time.GetUtcNow() < until)
        {
            var (seen, entries, hasEnded) = await Read(orderId, after, cancel);
            foreach (var entry in entries)
            {
                yield return entry;
                after = entry.Sequence;
            }

            if (hasEnded)
                yield break;
            if (!await changes.Next(orderId, seen, Pause(heartbeat, until), cancel))
                yield return null;
        }
    }

    // Rounded up, because timers drop fractions of a millisecond.
    private TimeSpan Pause(TimeSpan heartbeat, DateTimeOffset until)
    {
        var left = until - time.GetUtcNow();
        return left < heartbeat
            ? TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(left.TotalMilliseconds)))
            : heartbeat;
    }

    // A context per read: there may be more readers than database connections.
    private async Task<(OrderVersion Seen, List<TimelineEntry> Entries, bool HasEnded)> Read(
        Guid orderId,
        int after,
        CancellationToken cancel
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        var order = await scope
            .ServiceProvider.GetRequiredService<EntryApiDbContext>()
            .Orders.AsNoTracking()
            .Include(order => order.Timeline)
            .Include(order => order.Cancellation)
            .SingleAsync(order => order.Id == orderId, cancel);
        return (
            OrderVersion.Of(order),
            [.. order.Heard.Where(entry => entry.Sequence > after)],
            OrderStates.IsEnd(order.State)
        );
    }
}

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
    /// The timeline's entries after a sequence as they arrive, each once, in order and without gaps. If the saga begins
    /// again, so does the timeline. Ends after the order's final state, at a given time, or when the process stops: the
    /// reader continues at another replica.
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
        int? epoch = null;
        while (!lifetime.ApplicationStopping.IsCancellationRequested && time.GetUtcNow() < until)
        {
            var (seen, heard, hasEnded) = await Read(orderId, cancel);
            if (heard is [{ } first, ..])
            {
                if (epoch < first.Epoch)
                    after = 0;
                epoch = first.Epoch;
            }

            foreach (var entry in heard.Where(entry => entry.Sequence > after).ToList())
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
    private async Task<(OrderVersion Seen, List<TimelineEntry> Heard, bool HasEnded)> Read(
        Guid orderId,
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
        return (OrderVersion.Of(order), [.. order.Heard], OrderStates.IsEnd(order.State));
    }
}

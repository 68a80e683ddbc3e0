using System.Runtime.CompilerServices;
using EventDriven.Contracts.Orders;
using EventDriven.EntryApi.Domain;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.EntryApi.Changes;

/// <summary>
/// Follows an order: each entry of its timeline once, by sequence and without a gap, from wherever the reader left off.
/// </summary>
public sealed class OrderFeed(
    IServiceScopeFactory scopes,
    OrderChanges changes,
    IHostApplicationLifetime lifetime,
    TimeProvider time
)
{
    /// <summary>
    /// The entries after a sequence, as they come. Ends after the order's final state, when the reader's time is up, or
    /// when the process is about to stop: the reader then goes on elsewhere, with the last sequence that it has seen.
    /// </summary>
    /// <param name="orderId">The order.</param>
    /// <param name="after">The last sequence that the reader has seen; 0 for all.</param>
    /// <param name="heartbeat">How long nothing may be said: null is said then.</param>
    /// <param name="until">How long the reader may read.</param>
    /// <param name="cancel">The reader has gone.</param>
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

    // Waits are in whole milliseconds: what is left of one is waited for too.
    private TimeSpan Pause(TimeSpan heartbeat, DateTimeOffset until)
    {
        var left = until - time.GetUtcNow();
        return left < heartbeat
            ? TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(left.TotalMilliseconds)))
            : heartbeat;
    }

    // No context is kept while nothing happens: there are more readers than connections.
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

using EventDriven.Contracts.Orders;
using EventDriven.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// Builds a read model from the saga's events. Idempotent: (order, epoch, sequence) is the key of an entry, and an
/// existing entry is ignored. Events may arrive in any order; those that arrive together are saved together.
/// </summary>
/// <param name="name">The read model's name in the metric <c>eventdriven.projection.lag</c>.</param>
public sealed class Projection<TDbContext, TRow>(
    string name,
    IServiceScopeFactory scopes,
    Func<TDbContext, IReadOnlyCollection<Guid>, IQueryable<Projected<TRow>>> load,
    TimeProvider clock
)
    where TDbContext : DbContext
    where TRow : class
{
    private readonly GroupedDecisions<TDbContext, Guid, Projected<TRow>> _decisions = new(
        scopes,
        (db, orders) => load(db, orders).ToListAsync(),
        known => known.OrderId
    );

    // Databases keep microseconds.
    private static readonly TimeSpan Precision = TimeSpan.FromMilliseconds(1);

    /// <summary>Applies one event, unless it was applied before.</summary>
    /// <param name="needsRow">
    /// False if only an entry is added: nothing is read first, and the keys refuse a duplicate.
    /// </param>
    /// <param name="apply">Adds the entry, and changes the loaded row. May run more than once.</param>
    /// <param name="cancellationToken">Ends the wait; the event may be applied all the same.</param>
    public async Task<ProjectionResult> ApplyAsync(
        OrderStatusChanged said,
        bool needsRow,
        Action<TDbContext, Projected<TRow>?> apply,
        CancellationToken cancellationToken
    )
    {
        var result = await _decisions.DecideAsync(
            said.OrderId,
            (db, rows) =>
            {
                var known = rows.SingleOrDefault();
                if (known?.Find(said) is { } before)
                    return (before.At - said.At).Duration() < Precision
                        ? ProjectionResult.Known
                        : ProjectionResult.Contradicts;

                apply(db, known);
                return ProjectionResult.Added;
            },
            assumed: needsRow ? null : [],
            cancellationToken
        );
        if (result == ProjectionResult.Added)
            Meters.Projected(name, clock.GetUtcNow() - said.At);
        return result;
    }
}

/// <summary>What a read model holds about one order.</summary>
/// <param name="Entries">Of the events that were applied.</param>
public sealed record Projected<TRow>(Guid OrderId, TRow Row, IReadOnlyCollection<ProjectedEntry> Entries)
    where TRow : class
{
    /// <summary>The entry with the event's epoch and sequence.</summary>
    public ProjectedEntry? Find(OrderStatusChanged said) =>
        Entries.SingleOrDefault(entry => entry.Epoch == (said.Epoch ?? 1) && entry.Sequence == said.Sequence);
}

/// <summary>An event that was applied.</summary>
public sealed record ProjectedEntry(int Epoch, int Sequence, DateTimeOffset At);

/// <summary>What an event meant for a read model.</summary>
public enum ProjectionResult
{
    /// <summary>It was applied.</summary>
    Added,

    /// <summary>It was applied before.</summary>
    Known,

    /// <summary>
    /// Another event has its place: the saga's database lost the history that the read model shows.
    /// </summary>
    Contradicts,
}

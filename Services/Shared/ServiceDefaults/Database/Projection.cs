using EventDriven.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// Builds a read model from events with a sequence within their order. Idempotent: (order, sequence) is the key of an
/// entry, and an existing entry is ignored. Events may arrive in any order; those that arrive together are saved
/// together.
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

    /// <summary>Applies one event; false if it was applied before.</summary>
    /// <param name="needsRow">
    /// False if only an entry is added: nothing is read first, and the keys refuse a duplicate.
    /// </param>
    /// <param name="apply">Adds the entry, and changes the loaded row. May run more than once.</param>
    /// <param name="cancellationToken">Ends the wait; the event may be applied all the same.</param>
    public async Task<bool> ApplyAsync(
        Guid orderId,
        int sequence,
        DateTimeOffset at,
        bool needsRow,
        Action<TDbContext, Projected<TRow>?> apply,
        CancellationToken cancellationToken
    )
    {
        var isNew = await _decisions.DecideAsync(
            orderId,
            (db, rows) =>
            {
                var known = rows.SingleOrDefault();
                if (known?.Sequences.Contains(sequence) == true)
                    return false;

                apply(db, known);
                return true;
            },
            assumed: needsRow ? null : [],
            cancellationToken
        );
        if (isNew)
            Meters.Projected(name, clock.GetUtcNow() - at);
        return isNew;
    }
}

/// <summary>What a read model holds about one order.</summary>
/// <param name="Sequences">Of the events that were applied.</param>
public sealed record Projected<TRow>(Guid OrderId, TRow Row, IReadOnlyCollection<int> Sequences)
    where TRow : class;

using EventDriven.Scheduling;
using EventDriven.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EventDriven.Operations.Orders;

/// <summary>
/// Adds to the read model what it missed: entries of orders without news, and, after a start and once a day, whole
/// orders, because a full feed drops its oldest messages while no console runs.
/// </summary>
public sealed class ConsoleReconciliation(
    IServiceScopeFactory scopes,
    OrderProjection projection,
    DatabaseClock<OperationsDbContext> time,
    IOptions<ReconciliationOptions> options,
    ILogger<ConsoleReconciliation> logger
) : Reconciliation<OperationsDbContext>(scopes, time, options, logger)
{
    private const int MostAtOnce = 1000;

    // Of one look, so that quiet orders do not wait for a large comparison.
    private const int MostPages = 20;

    private static readonly TimeSpan CompareEvery = TimeSpan.FromDays(1);

    private DateTimeOffset _compareAt;
    private Guid? _compared;

    protected override async Task<IReadOnlyList<QuietOrder>> FindQuietAsync(
        OperationsDbContext db,
        DateTimeOffset before,
        CancellationToken cancellationToken
    )
    {
        // Each by its index.
        var incomplete = db.TrackedOrders.Where(order => order.Missing > 0);
        var open = db.TrackedOrders.Where(order => order.StuckAt != null);
        List<QuietOrder> quiet = [];
        foreach (var orders in (IQueryable<TrackedOrder>[])[incomplete, open])
        {
            quiet.AddRange(
                await orders
                    .Where(order => order.UpdatedAt < before)
                    .OrderBy(order => order.UpdatedAt)
                    .Take(MostAtOnce)
                    .Select(order => new QuietOrder(order.OrderId, order.UpdatedAt))
                    .ToListAsync(cancellationToken)
            );
        }

        return [.. quiet.DistinctBy(order => order.OrderId)];
    }

    protected override async Task ReconcileAsync(Guid orderId, CancellationToken cancellationToken)
    {
        await using var scope = Scopes.CreateAsyncScope();
        // The entry API submits an order again that the saga has lost.
        var question = new GetOrderHistory { OrderId = orderId };
        if (await Histories(scope.ServiceProvider).AskAsync(question, cancellationToken) is not { } history)
            return;

        var added = 0;
        foreach (var entry in history.Entries)
        {
            if (await projection.AddAsync(entry, cancellationToken) == ProjectionResult.Added)
                added++;
        }

        if (added == 0)
            return;

        Meters.Repaired(OrderProjection.Name, "entries");
        logger.LogWarning(
            "Order {OrderId}: {Count} entries had not arrived, and are added from the saga's history",
            orderId,
            added
        );
    }

    protected override async Task LookFurtherAsync(CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        for (var page = 0; page < MostPages && _compareAt <= now; page++)
        {
            await using var scope = Scopes.CreateAsyncScope();
            var positions = await Histories(scope.ServiceProvider)
                .AskAsync(new ListOrders { After = _compared }, cancellationToken);
            if (positions is [])
            {
                (_compared, _compareAt) = (null, now + CompareEvery);
                return;
            }

            var db = scope.ServiceProvider.GetRequiredService<OperationsDbContext>();
            var ids = positions.Select(position => position.OrderId).ToList();
            var known = await db
                .TrackedOrders.Where(order => ids.Contains(order.OrderId))
                .ToDictionaryAsync(
                    order => order.OrderId,
                    order => (order.Epoch, order.Sequence, order.Missing),
                    cancellationToken
                );
            foreach (var position in positions.Where(position => position.UpdatedAt < now - After))
            {
                if (known.GetValueOrDefault(position.OrderId) != (position.Epoch, position.Sequence, 0))
                    await ReconcileAsync(position.OrderId, cancellationToken);
            }

            _compared = positions[^1].OrderId;
        }
    }
}

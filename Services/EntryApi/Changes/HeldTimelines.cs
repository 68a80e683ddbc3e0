using System.Diagnostics.Metrics;
using EventDriven.Contracts;
using EventDriven.Scheduling;
using EventDriven.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.EntryApi.Changes;

/// <summary>
/// Every 30 seconds, one replica checks the timelines of the orders that are not marked as ended. A gap that stays is a
/// failed message, because messages that arrive out of order close their gaps within moments: it is logged, and counted
/// until it is closed. An order that ended without the mark, because its last entry arrived before another one or was
/// stored by a version without marks, is marked.
/// </summary>
public sealed class HeldTimelines : BackgroundService
{
    public const string MeterName = "EventDriven.EntryApi";

    /// <summary>How long an entry may be missing before the gap is logged.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // The oldest orders: a gap that stays is older than messages in flight.
    private const int MostAtOnce = 10_000;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LeaseFor = 2 * LookEvery;

    private readonly Guid _self = Guid.NewGuid();
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Meter _meter = new(MeterName);
    private Dictionary<Guid, Gap> _gaps = [];
    private volatile Figure? _latest;

    public HeldTimelines(
        IServiceScopeFactory scopes,
        DatabaseClock<EntryApiDbContext> time,
        ILogger<HeldTimelines> logger
    )
    {
        (_scopes, _time, _logger) = (scopes, time, logger);
        _meter.CreateObservableGauge<int>(
            "eventdriven.timelines.held",
            () => _latest is { } latest && _time.GetUtcNow() < latest.Until ? [new Measurement<int>(latest.Held)] : [],
            "{order}",
            "Orders whose timeline has lacked an entry for a minute, while later ones are there."
        );
    }

    public async Task Look(CancellationToken cancel)
    {
        var now = _time.GetUtcNow();
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EntryApiDbContext>();

        // Few orders lack the mark. Without Take, PostgreSQL reads a table of 100,000 orders from end to end, instead
        // of the index.
        var timelines = await db
            .Orders.TagWith(nameof(HeldTimelines))
            .Where(order => order.EndedAs == null)
            .OrderBy(order => order.SubmittedAt)
            .Take(MostAtOnce)
            .SelectMany(order => order.Timeline)
            .GroupBy(entry => entry.OrderId)
            .Select(entries => new
            {
                OrderId = entries.Key,
                Count = entries.Count(),
                Last = entries.Max(entry => entry.Sequence),
                End = entries.Max(entry => OrderStates.Ends.Contains(entry.State) ? entry.State : null),
            })
            .Where(timeline => timeline.Count < timeline.Last || timeline.End != null)
            .ToListAsync(cancel);

        foreach (
            var ended in timelines
                .Where(timeline => timeline.Count == timeline.Last)
                .GroupBy(timeline => timeline.End!, timeline => timeline.OrderId)
        )
            await db
                .Orders.Where(order => ended.Contains(order.Id))
                .ExecuteUpdateAsync(order => order.SetProperty(o => o.EndedAs, ended.Key), cancel);

        var gaps = timelines
            .Where(timeline => timeline.Count < timeline.Last)
            .ToDictionary(
                timeline => timeline.OrderId,
                timeline => _gaps.GetValueOrDefault(timeline.OrderId) ?? new Gap(now)
            );
        foreach (var (orderId, gap) in gaps.Where(gap => !gap.Value.IsLogged && now - gap.Value.Since >= Patience))
        {
            gap.IsLogged = true;
            _logger.LogWarning(
                "The timeline of order {OrderId} is shown up to a missing entry, although later entries have arrived: "
                    + "look for the order among the console's failed messages, and put its message back to {Queue}",
                orderId,
                Queues.OrderStatus
            );
        }

        _gaps = gaps;
        // Ends before the lease, after which another replica may measure.
        _latest = new Figure(gaps.Values.Count(gap => gap.IsLogged), now + 1.5 * LookEvery);
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await LookIfLeading(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private async Task LookIfLeading(CancellationToken stoppingToken)
    {
        try
        {
            await using var scope = _scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<EntryApiDbContext>();
            if (await db.TryLeaseAsync("timelines", _self, _time.GetUtcNow(), LeaseFor, stoppingToken))
                await Look(stoppingToken);
            else
                _latest = null;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // The database's health check reports this. Another replica may measure meanwhile.
            _latest = null;
            _logger.LogDebug(exception, "Timelines cannot be looked at for gaps at the moment; trying again");
        }
    }

    private sealed record Figure(int Held, DateTimeOffset Until);

    private sealed class Gap(DateTimeOffset since)
    {
        public DateTimeOffset Since => since;

        public bool IsLogged { get; set; }
    }
}

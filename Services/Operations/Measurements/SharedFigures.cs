using System.Diagnostics.Metrics;
using EventDriven.Contracts;
using EventDriven.Operations.Orders;
using EventDriven.Operations.Overview;
using EventDriven.Scheduling;

namespace EventDriven.Operations.Measurements;

/// <summary>
/// Gauges of state that all replicas share. One replica measures at a time, so that a sum over replicas is right.
/// Reads nothing while no exporter collects the gauges.
/// </summary>
public sealed class SharedFigures(
    IServiceScopeFactory scopes,
    IMeterFactory meters,
    DatabaseClock<OperationsDbContext> time,
    TroubleFinder finder,
    ILogger<SharedFigures> logger
) : BackgroundService
{
    private const string State = "eventdriven.order.state";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LeaseFor = 3 * Interval;

    private readonly Guid _self = Guid.NewGuid();
    private volatile Snapshot _latest = Snapshot.None;

    // Once the lease has expired, another replica may measure.
    private Snapshot Latest => time.GetUtcNow() < _latest.Until ? _latest : Snapshot.None;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var meter = meters.Create("EventDriven.Operations");
        var orders = Gauge(
            "eventdriven.orders.active",
            () => Latest.Active,
            "{order}",
            "Orders in progress, by state."
        );
        Gauge(
            "eventdriven.orders.stuck",
            () => Latest.Stuck,
            "{order}",
            "Orders with which something is wrong, by state."
        );
        Gauge(
            "eventdriven.messages.waiting",
            () => Latest.Waiting,
            "{message}",
            "Stored messages that are due and not sent; counted up to 10000."
        );
        Gauge("eventdriven.messages.oldest", () => Latest.Oldest, "s", "Age of the oldest stored message that is due.");
        Gauge(
            "eventdriven.messages.set_aside",
            () => Latest.SetAside,
            "{message}",
            "Stored messages that are no longer tried; counted up to 10000."
        );
        Gauge(
            "eventdriven.messages.failed",
            () => Latest.Failed,
            "{message}",
            "Failed and dead-lettered messages that wait for an operator."
        );

        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                if (orders.Enabled)
                    _latest = await Measure(stoppingToken);
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }

        Instrument Gauge(string name, Func<Measurement<int>[]> read, string unit, string description) =>
            meter.CreateObservableGauge(name, read, unit, description);
    }

    private async Task<Snapshot> Measure(CancellationToken cancel)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<OperationsDbContext>();
            var now = time.GetUtcNow();
            return await db.TryLeaseAsync("figures", _self, now, LeaseFor, cancel)
                ? await Read(db, now, cancel)
                : Snapshot.None;
        }
        catch (Exception exception) when (!cancel.IsCancellationRequested)
        {
            logger.LogWarning(
                "Orders and messages cannot be measured at the moment; trying again: {Reason}",
                exception.GetBaseException().Message
            );
            return Snapshot.None;
        }
    }

    private async Task<Snapshot> Read(OperationsDbContext db, DateTimeOffset now, CancellationToken cancel)
    {
        var troubles = await finder.ReadAsync(db, now, cancel);
        var states = (await OrderFigures.Read(db, troubles, cancel)).ToDictionary(figure => figure.State);
        var backlogs = troubles.Replicas.Backlogs.Where(figure => !figure.IsSilent).ToList();
        var failed = await db
            .WaitingMessages.GroupBy(message => message.RestedIn)
            .Select(queue => new { queue.Key, Count = queue.Count() })
            .ToDictionaryAsync(queue => queue.Key, queue => queue.Count, cancel);
        // Zeros too: otherwise a gauge would stop instead of going back to zero.
        string[] names = [.. OrderStates.InProgress.Union(states.Keys)];
        return new Snapshot(
            now + LeaseFor,
            Active: [.. names.Select(state => Of(states.GetValueOrDefault(state)?.Count ?? 0, (State, state)))],
            Stuck: [.. names.Select(state => Of(states.GetValueOrDefault(state)?.Stuck ?? 0, (State, state)))],
            Waiting: [.. backlogs.Select(figure => OfBacklog(figure, figure.Backlog.Waiting))],
            Oldest: [.. backlogs.Select(figure => OfBacklog(figure, figure.Backlog.OldestSeconds))],
            SetAside: [.. backlogs.Select(figure => OfBacklog(figure, figure.Backlog.SetAside))],
            Failed:
            [
                .. Queues
                    .All.SelectMany(RestingQueues.Of)
                    .Select(queue => Of(failed.GetValueOrDefault(queue), ("messaging.destination.name", queue))),
            ]
        );
    }

    private static Measurement<int> OfBacklog(BacklogFigure figure, int value) =>
        Of(
            value,
            ("eventdriven.database", figure.Backlog.Database),
            ("eventdriven.messages.kind", figure.Backlog.Kind)
        );

    private static Measurement<int> Of(int value, params (string Name, object? Value)[] tags) =>
        new(value, tags.Select(tag => KeyValuePair.Create(tag.Name, tag.Value)));

    /// <summary>The last measurement; empty while another replica measures.</summary>
    private sealed record Snapshot(
        DateTimeOffset Until,
        Measurement<int>[] Active,
        Measurement<int>[] Stuck,
        Measurement<int>[] Waiting,
        Measurement<int>[] Oldest,
        Measurement<int>[] SetAside,
        Measurement<int>[] Failed
    )
    {
        public static readonly Snapshot None = new(default, [], [], [], [], [], []);
    }
}

using System.Diagnostics.Metrics;
using EventDriven.Operations.Failed;
using EventDriven.Operations.Orders;
using EventDriven.Operations.Overview;
using EventDriven.ServiceDefaults.Replicas;
using Microsoft.Extensions.Options;

namespace EventDriven.Operations.Measurements;

/// <summary>
/// Gauges of state that all replicas share. One replica measures at a time, so that a sum over replicas is right.
/// Reads nothing while no exporter collects the gauges. docs/operations.md explains each metric.
/// </summary>
public sealed class SharedFigures : BackgroundService
{
    public const string MeterName = "EventDriven.Operations";

    private const string LeaseName = "figures";
    private const string State = "eventdriven.order.state";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LeaseFor = 3 * Interval;

    private readonly Guid _self = Guid.NewGuid();
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _time;
    private readonly TimeSpan _silentAfter;
    private readonly ILogger<SharedFigures> _logger;
    private readonly Instrument _orders;
    private volatile Snapshot _latest = Snapshot.None;

    public SharedFigures(
        IServiceScopeFactory scopes,
        IMeterFactory factory,
        TimeProvider time,
        IOptions<ReplicaReportOptions> reports,
        ILogger<SharedFigures> logger
    )
    {
        (_scopes, _time, _logger) = (scopes, time, logger);
        _silentAfter = reports.Value.SilentAfter;
        var meter = factory.Create(MeterName);
        _orders = Gauge("eventdriven.orders.active", () => Latest.Active, "{order}", "Orders in progress, by state.");
        Gauge(
            "eventdriven.orders.stuck",
            () => Latest.Stuck,
            "{order}",
            "Orders that exceed the limit of their state, by state."
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

        Instrument Gauge(string name, Func<Measurement<int>[]> read, string unit, string description) =>
            meter.CreateObservableGauge(name, read, unit, description);
    }

    // Once the lease has expired, another replica may measure.
    private Snapshot Latest => _time.GetUtcNow() < _latest.Until ? _latest : Snapshot.None;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            do
            {
                if (_orders.Enabled)
                    _latest = await Measure(stoppingToken);
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private async Task<Snapshot> Measure(CancellationToken cancel)
    {
        try
        {
            await using var scope = _scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<OperationsDbContext>();
            var now = _time.GetUtcNow();
            return await db.TryLeaseAsync(LeaseName, _self, now, LeaseFor, cancel)
                ? await Read(db, now, cancel)
                : Snapshot.None;
        }
        catch (Exception exception) when (!cancel.IsCancellationRequested)
        {
            _logger.LogWarning(
                "Orders and messages cannot be measured at the moment; trying again: {Reason}",
                exception.GetBaseException().Message
            );
            return Snapshot.None;
        }
    }

    private async Task<Snapshot> Read(OperationsDbContext db, DateTimeOffset now, CancellationToken cancel)
    {
        var states = (await OrderFigures.Read(db, now, cancel)).ToDictionary(figure => figure.State);
        var backlogs = (await ReplicaFigures.Read(db, _silentAfter, now, cancel))
            .Backlogs.Where(figure => !figure.IsSilent)
            .ToList();
        var failed = await db
            .FailedMessages.Where(message => message.Status == FailedMessageStatus.Waiting)
            .GroupBy(message => message.RestedIn)
            .Select(queue => new { Queue = queue.Key, Count = queue.Count() })
            .ToListAsync(cancel);
        // Zeros too: otherwise a gauge would stop instead of going back to zero.
        string[] names = [.. OrderStates.InProgress.Union(states.Keys)];
        return new Snapshot
        {
            Until = now + LeaseFor,
            Active = [.. names.Select(state => Of(states.GetValueOrDefault(state)?.Count ?? 0, (State, state)))],
            Stuck = [.. names.Select(state => Of(states.GetValueOrDefault(state)?.Stuck ?? 0, (State, state)))],
            Waiting = [.. backlogs.Select(figure => OfBacklog(figure, figure.Backlog.Waiting))],
            Oldest = [.. backlogs.Select(figure => OfBacklog(figure, figure.Backlog.OldestSeconds))],
            SetAside = [.. backlogs.Select(figure => OfBacklog(figure, figure.Backlog.SetAside))],
            Failed =
            [
                .. MessageQueues
                    .All.SelectMany(RestingQueues.Of)
                    .Select(queue =>
                        Of(
                            failed.Find(found => found.Queue == queue)?.Count ?? 0,
                            ("messaging.destination.name", queue)
                        )
                    ),
            ],
        };
    }

    private static Measurement<int> OfBacklog(BacklogFigure figure, int value) =>
        Of(
            value,
            ("eventdriven.database", figure.Backlog.Database),
            ("eventdriven.messages.kind", figure.Backlog.Kind)
        );

    private static Measurement<int> Of(int value, params ReadOnlySpan<(string Name, string Value)> tags)
    {
        var said = new KeyValuePair<string, object?>[tags.Length];
        for (var index = 0; index < tags.Length; index++)
            said[index] = new(tags[index].Name, tags[index].Value);
        return new Measurement<int>(value, said);
    }

    /// <summary>The last measurement; empty while another replica measures.</summary>
    private sealed record Snapshot
    {
        public static readonly Snapshot None = new();

        public DateTimeOffset Until { get; init; }

        public Measurement<int>[] Active { get; init; } = [];

        public Measurement<int>[] Stuck { get; init; } = [];

        public Measurement<int>[] Waiting { get; init; } = [];

        public Measurement<int>[] Oldest { get; init; } = [];

        public Measurement<int>[] SetAside { get; init; } = [];

        public Measurement<int>[] Failed { get; init; } = [];
    }
}

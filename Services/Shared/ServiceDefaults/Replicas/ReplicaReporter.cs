using EventDriven.Contracts.Operations;
using EventDriven.ServiceDefaults.StoredMessages;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;

namespace EventDriven.ServiceDefaults.Replicas;

/// <summary>
/// Tells every few seconds that the process is there, and how it is; at its end that it ends. A report is worth nothing
/// a moment later: one that cannot be sent is left out, and one that nobody has read in time expires.
/// </summary>
internal sealed class ReplicaReporter(
    IBusControl bus,
    HealthCheckService health,
    StoredMessageMonitor stored,
    IReadOnlyList<IServiceModule> modules,
    TimeProvider time,
    IOptions<ReplicaReportOptions> options,
    ILogger<ReplicaReporter> logger
) : BackgroundService
{
    /// <summary>
    /// How soon it is tried again while the bus is away, and how long a process that ends waits to say so.
    /// </summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly HealthReport TooSlow = new(
        new Dictionary<string, HealthReportEntry>(),
        HealthStatus.Unhealthy,
        TimeSpan.Zero
    );

    private readonly Guid _replica = Guid.NewGuid();
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly TimeSpan _interval = options.Value.Interval;
    private bool _hasReported;
    private Task _onItsWay = Task.CompletedTask;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (!_hasReported)
            return;

        // One that is still on its way goes first: what became of it is nobody's concern any more.
        await _onItsWay.WaitAsync(Pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await TryPublish(Report(ReplicaReported.Stopped, [], []), Pause, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_interval == TimeSpan.Zero)
            return;

        // Not traced, neither here nor at the console: it would be a trace every few seconds that belongs to no order.
        using var untraced = SuppressInstrumentationScope.Begin();
        while (!stoppingToken.IsCancellationRequested)
        {
            var reported = await TryReport(stoppingToken);
            await Task.Delay(reported || Pause > _interval ? _interval : Pause, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> TryReport(CancellationToken stoppingToken)
    {
        if (bus.CheckHealth().Status == BusHealthStatus.Unhealthy)
            return false;

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        patience.CancelAfter(_interval);
        HealthReport found;
        try
        {
            found = await health.CheckHealthAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            found = TooSlow;
        }

        if (stoppingToken.IsCancellationRequested)
            return false;

        // Not only once the broker has confirmed it: a process that ends meanwhile may have been heard all the same.
        _hasReported = true;
        return await TryPublish(
            Report(
                $"{found.Status}",
                // A check that throws has the exception's words, which can hold hosts and user names.
                [
                    .. found.Entries.Select(check => new ReplicaCheck
                    {
                        Name = check.Key,
                        Status = $"{check.Value.Status}",
                        Note = check.Value.Exception is null ? check.Value.Description : null,
                    }),
                ],
                [.. Backlogs()]
            ),
            _interval,
            stoppingToken
        );
    }

    private IEnumerable<MessageBacklog> Backlogs() =>
        from report in stored.Reports
        from count in report.Counts
        select new MessageBacklog
        {
            Database = report.Database,
            Kind = count.Kind.ToString().ToLowerInvariant(),
            Waiting = count.Waiting,
            OldestSeconds = (int)(stored.Age(count)?.TotalSeconds ?? 0),
            SetAside = count.SetAside,
        };

    private ReplicaReported Report(
        string status,
        IReadOnlyList<ReplicaCheck> checks,
        IReadOnlyList<MessageBacklog> backlogs
    ) =>
        new()
        {
            Replica = _replica,
            Host = Environment.MachineName,
            Services = [.. modules.Select(module => module.Name)],
            StartedAt = _startedAt,
            Status = status,
            Checks = checks,
            Backlogs = backlogs,
            At = time.GetUtcNow(),
        };

    private async Task<bool> TryPublish(ReplicaReported report, TimeSpan within, CancellationToken cancellationToken)
    {
        // One at a time: while the broker takes nothing, no more than one waits.
        if (!_onItsWay.IsCompleted)
            return false;
        try
        {
            // Not given the token: what is cancelled on its way, the client logs as an error with its stack trace.
            _onItsWay = bus.Publish(
                report,
                context => context.TimeToLive = options.Value.SilentAfter,
                CancellationToken.None
            );
            await _onItsWay.WaitAsync(within, cancellationToken);
            return true;
        }
#pragma warning disable CA1031 // Whatever it is, the process goes on without having told of itself.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.LogDebug(exception, "The process could not tell how it is");
            return false;
        }
    }
}

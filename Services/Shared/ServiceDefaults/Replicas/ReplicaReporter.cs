using System.Diagnostics;
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
/// Publishes the state of the process every few seconds, and its end. A report that cannot be sent is dropped, and one
/// that is not consumed in time expires, because the next one replaces it.
/// </summary>
internal sealed class ReplicaReporter(
    IBusControl bus,
    HealthCheckService health,
    WaitingQueues waiting,
    PostponedMessages postponed,
    StoredMessageMonitor stored,
    IReadOnlyList<IServiceModule> modules,
    TimeProvider time,
    IOptions<ReplicaReportOptions> options,
    ILogger<ReplicaReporter> logger
) : BackgroundService
{
    // Between attempts while the bus is away, and at most for the last report of a process that ends.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Npgsql takes two seconds more to give up. A server that hangs is reported before the process counts as silent.
    private static readonly TimeSpan ChecksWithin = TimeSpan.FromSeconds(3);

    private readonly Guid _replica = Guid.NewGuid();
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly TimeSpan _interval = options.Value.Interval;
    private bool _hasReported;
    private Task _sending = Task.CompletedTask;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (!_hasReported)
            return;

        // A report that is still being sent goes first. Its result no longer matters.
        await _sending.WaitAsync(Pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await TryPublish(Report(ReplicaReported.Stopped, [], []), Pause, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_interval == TimeSpan.Zero)
            return;

        // Not traced, because the traces would belong to no order.
        using var untraced = SuppressInstrumentationScope.Begin();
        while (!stoppingToken.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            var reported = await TryReport(stoppingToken);
            // Slow checks do not make reports rare, so that a process with slow checks does not count as away.
            var pause = (reported || Pause > _interval ? _interval : Pause) - Stopwatch.GetElapsedTime(began);
            await Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> TryReport(CancellationToken stoppingToken)
    {
        if (bus.CheckHealth().Status == BusHealthStatus.Unhealthy)
            return false;

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        timeout.CancelAfter(ChecksWithin);
        HealthReport found;
        try
        {
            found = await health.CheckHealthAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            var unfinished = new HealthReportEntry(
                HealthStatus.Unhealthy,
                $"Not finished within {ChecksWithin.TotalSeconds} s, because a server does not answer.",
                ChecksWithin,
                exception: null,
                data: null
            );
            found = new HealthReport(
                new Dictionary<string, HealthReportEntry> { ["checks"] = unfinished },
                ChecksWithin
            );
        }

        if (stoppingToken.IsCancellationRequested)
            return false;

        // Set before the broker confirms, because an unconfirmed report may have arrived.
        _hasReported = true;
        return await TryPublish(
            Report(
                $"{found.Status}",
                // No text of an exception, because it can hold hosts and user names.
                [
                    .. found.Entries.Select(check => new ReplicaCheck
                    {
                        Name = check.Key,
                        Status = $"{check.Value.Status}",
                        Note = check.Value.Exception is null ? check.Value.Description : null,
                    }),
                ],
                [
                    .. stored.Counts.Select(count => new MessageBacklog
                    {
                        Database = count.Database,
                        Kind = count.Kind,
                        Waiting = count.Waiting,
                        OldestSeconds = (int)(stored.Age(count)?.TotalSeconds ?? 0),
                        SetAside = count.SetAside,
                    }),
                ]
            ),
            _interval,
            stoppingToken
        );
    }

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
            Waits = waiting.Waits,
            Postponed = postponed.Reported,
            Backlogs = backlogs,
            At = time.GetUtcNow(),
        };

    private async Task<bool> TryPublish(ReplicaReported report, TimeSpan within, CancellationToken cancellationToken)
    {
        // While the broker accepts nothing, only one waits.
        if (!_sending.IsCompleted)
            return false;
        try
        {
            // Without the token, because the client logs a cancelled publish as an error.
            _sending = bus.Publish(
                report,
                context => context.TimeToLive = options.Value.SilentAfter,
                CancellationToken.None
            );
            await _sending.WaitAsync(within, cancellationToken);
            return true;
        }
#pragma warning disable CA1031 // A report that fails must not stop the process.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.LogDebug(exception, "The process could not tell how it is");
            return false;
        }
    }
}

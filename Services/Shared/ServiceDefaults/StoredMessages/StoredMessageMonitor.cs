using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventDriven.ServiceDefaults.StoredMessages;

/// <summary>
/// Looks every few seconds at the messages that wait in the process's databases, for the metrics and the health check:
/// however often they are asked for, the databases are asked no oftener.
/// </summary>
internal sealed class StoredMessageMonitor : BackgroundService
{
    /// <summary>The meter: see <see cref="MeterName"/>.</summary>
    public const string MeterName = "EventDriven.StoredMessages";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly IStoredMessages[] _databases;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Meter _meter = new(MeterName);
    private volatile StoredMessageReport[] _reports = [];

    public StoredMessageMonitor(
        IEnumerable<IStoredMessages> databases,
        TimeProvider time,
        ILogger<StoredMessageMonitor> logger
    )
    {
        _databases = [.. databases];
        _time = time;
        _logger = logger;
        _meter.CreateObservableGauge(
            "eventdriven.messages.waiting",
            () => Measure(count => count.Waiting),
            "{message}",
            "Messages in the database that are to be sent now; counted up to 10000."
        );
        _meter.CreateObservableGauge(
            "eventdriven.messages.oldest",
            () => Measure(count => Age(count)?.TotalSeconds ?? 0),
            "s",
            "How long the oldest of them has waited."
        );
        _meter.CreateObservableGauge(
            "eventdriven.messages.set_aside",
            () => Measure(count => count.SetAside),
            "{message}",
            "Messages that could not be sent and are not tried any more, until they are put back; counted up to 10000."
        );
    }

    /// <summary>What was found last, a report for each database that could be asked.</summary>
    public IReadOnlyList<StoredMessageReport> Reports => _reports;

    /// <summary>How long the oldest message that waits has waited; null when none waits.</summary>
    public TimeSpan? Age(StoredMessageCount count) => _time.GetUtcNow().UtcDateTime - count.OldestSince;

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, _time);
        try
        {
            do _reports =
            [
                .. (
                    await Task.WhenAll(_databases.Select(database => Look(database, stoppingToken)))
                ).OfType<StoredMessageReport>(),
            ];
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private async Task<StoredMessageReport?> Look(IStoredMessages database, CancellationToken stoppingToken)
    {
        try
        {
            return new StoredMessageReport(database.Database, await database.Count(stoppingToken));
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // The database's own health check says so: this adds nothing but the reason, for who looks for it.
            _logger.LogDebug(exception, "The messages stored in {Database} could not be counted", database.Database);
            return null;
        }
    }

    private IEnumerable<Measurement<T>> Measure<T>(Func<StoredMessageCount, T> value)
        where T : struct =>
        from report in _reports
        from count in report.Counts
        select new Measurement<T>(
            value(count),
            new KeyValuePair<string, object?>("database", report.Database),
            new KeyValuePair<string, object?>("kind", count.Kind.ToString().ToLowerInvariant())
        );
}

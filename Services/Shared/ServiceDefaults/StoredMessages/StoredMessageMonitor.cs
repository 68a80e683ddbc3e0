using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventDriven.ServiceDefaults.StoredMessages;

/// <summary>
/// Counts the stored messages of the process's databases every five seconds, for its reports and the health check.
/// Requests for the health do not query the databases.
/// </summary>
internal sealed class StoredMessageMonitor(
    IEnumerable<IStoredMessages> databases,
    TimeProvider time,
    ILogger<StoredMessageMonitor> logger
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly IStoredMessages[] _databases = [.. databases];
    private volatile StoredMessageReport[] _reports = [];

    /// <summary>What was found last, a report for each database that could be asked.</summary>
    public IReadOnlyList<StoredMessageReport> Reports => _reports;

    /// <summary>How long the oldest message that waits has waited; null when none waits.</summary>
    public TimeSpan? Age(StoredMessageCount count) => time.GetUtcNow().UtcDateTime - count.OldestSince;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
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
            logger.LogDebug(exception, "The messages stored in {Database} could not be counted", database.Database);
            return null;
        }
    }
}

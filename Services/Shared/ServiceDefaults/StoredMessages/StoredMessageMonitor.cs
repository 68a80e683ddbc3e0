using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventDriven.ServiceDefaults.StoredMessages;

/// <summary>
/// Counts the stored messages of the process every five seconds, so that health requests do not query the databases.
/// </summary>
internal sealed class StoredMessageMonitor(
    IEnumerable<MessageStore> databases,
    TimeProvider time,
    ILogger<StoredMessageMonitor> logger
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private volatile StoredMessageCount[] _counts = [];

    /// <summary>The last result, without databases that did not answer.</summary>
    public IReadOnlyList<StoredMessageCount> Counts => _counts;

    /// <summary>How long the oldest message has waited.</summary>
    public TimeSpan? Age(StoredMessageCount count) =>
        databases.First(database => database.Database == count.Database).Now - count.OldestSince;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            do
            {
                var counts = await Task.WhenAll(databases.Select(database => Count(database, stoppingToken)));
                _counts = [.. counts.SelectMany(each => each)];
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private async Task<IReadOnlyList<StoredMessageCount>> Count(MessageStore database, CancellationToken stoppingToken)
    {
        try
        {
            return await database.Count(stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // The database's own health check reports it. This adds the reason.
            logger.LogDebug(exception, "The messages stored in {Database} could not be counted", database.Database);
            return [];
        }
    }
}

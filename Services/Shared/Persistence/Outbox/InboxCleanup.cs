using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// Deletes inbox rows older than the duplicate detection window, in small batches to keep locks short.
/// </summary>
internal sealed class InboxCleanup<TDbContext>(
    OutboxSettings<TDbContext> settings,
    OutboxTables<TDbContext> tables,
    ILogger<InboxCleanup<TDbContext>> logger
) : BackgroundService
    where TDbContext : DbContext
{
    // After a long stop, redeliveries are consumed first: their inbox rows are older than the window, and still needed.
    private static readonly TimeSpan LongestHeadStart = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ShortestRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

    private readonly Outage _outage = new(logger, $"The clean-up of the inbox of {typeof(TDbContext).Name}");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.CleansInbox)
            return;

        var window = settings.DuplicateDetectionWindow;
        var rest = window < LongestHeadStart ? window : LongestHeadStart;
        try
        {
            while (true)
            {
                await Task.Delay(rest, stoppingToken);
                rest = await Clean(stoppingToken);
            }
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The remaining rows are deleted after the next start.
        }
    }

    private async Task<TimeSpan> Clean(CancellationToken stopping)
    {
        try
        {
            var before = DateTime.UtcNow - settings.DuplicateDetectionWindow;
            var deleted = await tables.CleanInbox(before, stopping);
            _outage.Over();
            if (deleted == settings.QueryMessageLimit)
                return TimeSpan.Zero;

            var rest = settings.DuplicateDetectionWindow / 10;
            return rest < ShortestRest ? ShortestRest
                : rest > LongestRest ? LongestRest
                : rest;
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            return _outage.Failed(exception);
        }
    }
}

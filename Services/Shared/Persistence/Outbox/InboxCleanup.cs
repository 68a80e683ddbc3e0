using EventDriven.Scheduling;
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
    // In seconds. After a long stop, redeliveries are consumed first: their inbox rows are older than the window, and
    // still needed.
    private const int LongestHeadStart = 120;

    private readonly Outage _outage = new(logger, $"The clean-up of the inbox of {typeof(TDbContext).Name}");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.CleansInbox)
            return;

        var rest = TimeSpan.FromSeconds(Math.Min(settings.DuplicateDetectionWindow.TotalSeconds, LongestHeadStart));
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
            var window = settings.DuplicateDetectionWindow;
            var deleted = await tables.CleanInbox(tables.Now - window, stopping);
            _outage.Over();
            return deleted == settings.QueryMessageLimit
                ? TimeSpan.Zero
                : TimeSpan.FromSeconds(Math.Clamp(window.TotalSeconds / 10, 1, 60));
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            return _outage.Failed(exception);
        }
    }
}

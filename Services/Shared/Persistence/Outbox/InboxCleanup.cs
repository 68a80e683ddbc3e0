using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// Deletes inbox rows older than the duplicate detection window, in small batches that hold nothing for long.
/// </summary>
internal sealed class InboxCleanup<TDbContext> : BackgroundService
    where TDbContext : DbContext
{
    // After a long stop, what the transport delivers again comes first: its inbox rows are all older than the window,
    // and still needed.
    private static readonly TimeSpan LongestHeadStart = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ShortestRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

    private readonly OutboxSettings<TDbContext> _settings;
    private readonly OutboxTables<TDbContext> _tables;
    private readonly Outage _outage;

    public InboxCleanup(
        OutboxSettings<TDbContext> settings,
        OutboxTables<TDbContext> tables,
        ILogger<InboxCleanup<TDbContext>> logger
    )
    {
        _settings = settings;
        _tables = tables;
        _outage = new Outage(logger, $"The clean-up of the inbox of {typeof(TDbContext).Name}");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_settings.CleansInbox)
            return;

        var window = _settings.DuplicateDetectionWindow;
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
            // The rest is cleaned after the next start.
        }
    }

    private async Task<TimeSpan> Clean(CancellationToken stopping)
    {
        try
        {
            var before = DateTime.UtcNow - _settings.DuplicateDetectionWindow;
            var limit = _settings.QueryMessageLimit;
            var deleted = await _tables.InScope(
                dbContext => _tables.CleanInbox(dbContext, before, limit, stopping),
                stopping
            );
            _outage.Over();
            if (deleted == limit)
                return TimeSpan.Zero;

            var rest = _settings.DuplicateDetectionWindow / 10;
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

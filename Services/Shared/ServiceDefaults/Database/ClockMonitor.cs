using EventDriven.Scheduling;
using EventDriven.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventDriven.ServiceDefaults;

/// <summary>Keeps the <see cref="DatabaseClock{TDbContext}" />, and logs when the process's own is off.</summary>
internal sealed class ClockMonitor<TDbContext>(
    string name,
    DatabaseClock<TDbContext> clock,
    TimeProvider time,
    ILogger<ClockMonitor<TDbContext>> logger
) : BackgroundService
    where TDbContext : DbContext
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private bool _isOff;

    // Before the bus starts.
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await TryMeasure(cancellationToken))
            await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryMeasure(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private async Task<bool> TryMeasure(CancellationToken cancellationToken)
    {
        try
        {
            if (!await clock.MeasureAsync(cancellationToken))
                return false;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The database's health check reports it.
            logger.LogDebug(exception, "The clock of database {Database} could not be read", name);
            return true;
        }

        var skew = clock.Skew;
        Meters.Skewed(name, skew);
        var isOff = skew.Duration() > DatabaseClock<TDbContext>.Tolerance;
        if (isOff && !_isOff)
            logger.LogWarning(
                "The clock of this machine is {Skew} that of database {Database}, by which deadlines and leases go: "
                    + "synchronise it",
                clock.SkewText,
                name
            );
        else if (_isOff && !isOff)
            logger.LogInformation("The clock of this machine agrees with that of database {Database} again", name);
        _isOff = isOff;
        return true;
    }
}

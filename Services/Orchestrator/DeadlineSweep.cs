using EventDriven.Contracts;
using EventDriven.Sagas;
using EventDriven.Scheduling;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EventDriven.Orchestrator;

/// <summary>
/// Sends a lost deadline again, so that each open order has one. Each replica looks for them; the order's row decides
/// which one sends. A deadline that was not lost, but waits in the queue for long, does no harm when it comes too: the
/// first one ends the wait, and its token is not that of the next.
/// </summary>
internal sealed class DeadlineSweep(
    IServiceScopeFactory scopes,
    IBusControl bus,
    OrderMeter meter,
    IOptions<SagaOptions> options,
    DatabaseClock<OrdersDbContext> time,
    ILogger<DeadlineSweep> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    // Found by the last look. What the next look finds too is not merely on its way, as many are after an outage.
    private HashSet<LostDeadline> _missing = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(
                    exception,
                    "Lost deadlines could not be looked for, and are again in {Interval}: {Reason}",
                    Interval,
                    exception.Message
                );
            }
        }
    }

    internal async Task SweepAsync(CancellationToken stoppingToken)
    {
        // Waits while the broker does not answer.
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, stoppingToken);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<OrdersDbContext>();
        var now = time.GetUtcNow().UtcDateTime;
        var found = await db.FindLostDeadlines(now - options.Value.LostDeadlineAfter).ToListAsync(stoppingToken);
        foreach (var lost in found.Where(_missing.Contains))
        {
            if (await db.TakeAsync(lost, now + options.Value.LongestRetryDelay, stoppingToken) is not { } deadline)
                continue;

            var orders = await bus.GetSendEndpoint(Queues.Address(Queues.Orders));
            await orders.Send(deadline, stoppingToken);
            meter.CountRestored(deadline.Step);
            logger.LogWarning(
                "Order {OrderId}: the deadline of {Step}, attempt {Attempt}, was lost, and is sent again",
                deadline.OrderId,
                deadline.Step,
                deadline.Attempt
            );
        }

        _missing = [.. found];
    }
}

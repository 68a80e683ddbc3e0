using EventDriven.Contracts.Orders;
using EventDriven.Sagas;
using MassTransit;

namespace EventDriven.Orchestrator;

/// <summary>
/// Publishes the description of the state machine at the start and every five minutes, so that a console that is
/// deployed later, or with an empty database, receives it too.
/// </summary>
internal sealed class WorkflowAnnouncement(
    IBusControl bus,
    IHostApplicationLifetime lifetime,
    OrderStateMachine machine,
    TimeProvider time,
    ILogger<WorkflowAnnouncement> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var described = machine.Describe();
        var started = new TaskCompletionSource();
        await using var registered = lifetime.ApplicationStarted.Register(started.SetResult);
        try
        {
            // A process that cannot start, such as at a port that is taken, has nothing to announce.
            await started.Task.WaitAsync(stoppingToken);
            while (true)
            {
                await Publish(described, stoppingToken);
                await Task.Delay(Interval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private async Task Publish(WorkflowDescribed described, CancellationToken stoppingToken)
    {
        try
        {
            // Waits while the broker does not answer.
            await bus.WaitForHealthStatus(BusHealthStatus.Healthy, stoppingToken);
            await bus.Publish(described, stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            logger.LogWarning(
                "The workflow could not be published, and is again in {Interval}: {Reason}",
                Interval,
                exception.Message
            );
        }
    }
}

using EventDriven.Contracts.Orders;
using EventDriven.Sagas;
using MassTransit;

namespace EventDriven.Orchestrator;

/// <summary>
/// Publishes what the state machine is, when the process starts and every few minutes after: a console that is deployed
/// later, or with an empty database, need not wait for the next deployment of this service.
/// </summary>
internal sealed class WorkflowAnnouncement(
    IBusControl bus,
    OrderStateMachine machine,
    TimeProvider time,
    ILogger<WorkflowAnnouncement> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var described = machine.Describe();
        try
        {
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
            // While the broker is away this waits.
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

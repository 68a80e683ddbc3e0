using EventDriven.Contracts.Orders;
using MassTransit;
using MassTransit.Scheduling;

namespace EventDriven.Explorer.Running;

/// <summary>Keeps what is scheduled and cancelled.</summary>
internal sealed class CapturedSchedule(Captured captured) : IScheduleMessageProvider
{
    public Task<ScheduledMessage<T>> ScheduleSend<T>(
        Uri destinationAddress,
        DateTime scheduledTime,
        T message,
        IPipe<SendContext<T>> pipe,
        CancellationToken cancellationToken
    )
        where T : class
    {
        // As the durable scheduler: the sender can choose the token.
        var token = message is StepDeadlineExpired { Token: { } chosen } ? chosen : captured.NextId();
        captured.Scheduled.Add((token, message));
        return Task.FromResult<ScheduledMessage<T>>(
            new ScheduledMessageHandle<T>(token, scheduledTime, destinationAddress, message)
        );
    }

    public Task CancelScheduledSend(Guid tokenId, CancellationToken cancellationToken)
    {
        captured.Cancelled.Add(tokenId);
        return Task.CompletedTask;
    }

    public Task CancelScheduledSend(Uri destinationAddress, Guid tokenId, CancellationToken cancellationToken) =>
        CancelScheduledSend(tokenId, cancellationToken);
}

using System.Collections.Concurrent;
using EventDriven.Contracts.Orders;
using MassTransit;
using MassTransit.Scheduling;
using Microsoft.Extensions.Logging;

namespace EventDriven.Load.Floors.NoDatabase;

/// <summary>
/// A scheduler of timers: what is scheduled is sent when its timer fires, unless that was cancelled before.
/// </summary>
internal sealed class Deadlines(IBus bus, TimeProvider time, ILogger<Deadlines> logger) : IScheduleMessageProvider
{
    private readonly ConcurrentDictionary<Guid, ITimer> _timers = new();

    public Task<ScheduledMessage<T>> ScheduleSend<T>(
        Uri destinationAddress,
        DateTime scheduledTime,
        T message,
        IPipe<SendContext<T>> pipe,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var tokenId = message is StepDeadlineExpired { Token: { } chosen } ? chosen : Guid.CreateVersion7();
        var due = scheduledTime.ToUniversalTime() - time.GetUtcNow().UtcDateTime;
        _timers[tokenId] = time.CreateTimer(
            _ => Send(tokenId, destinationAddress, message, pipe),
            state: null,
            due < TimeSpan.Zero ? TimeSpan.Zero : due,
            Timeout.InfiniteTimeSpan
        );
        return Task.FromResult<ScheduledMessage<T>>(
            new ScheduledMessageHandle<T>(tokenId, scheduledTime, destinationAddress, message)
        );
    }

    public Task CancelScheduledSend(Guid tokenId, CancellationToken cancellationToken)
    {
        if (_timers.TryRemove(tokenId, out var timer))
            timer.Dispose();
        return Task.CompletedTask;
    }

    public Task CancelScheduledSend(Uri destinationAddress, Guid tokenId, CancellationToken cancellationToken) =>
        CancelScheduledSend(tokenId, cancellationToken);

    private async void Send<T>(Guid tokenId, Uri destination, T message, IPipe<SendContext<T>> pipe)
        where T : class
    {
        try
        {
            await CancelScheduledSend(tokenId, CancellationToken.None);
            var endpoint = await bus.GetSendEndpoint(destination);
            await endpoint.Send(
                message,
                Pipe.ExecuteAsync<SendContext<T>>(async send =>
                {
                    await pipe.Send(send);
                    send.Headers.Set(MessageHeaders.SchedulingTokenId, tokenId.ToString("D"));
                })
            );
        }
        // Nobody awaits a timer: the order would rest until somebody reads this.
        catch (Exception e)
        {
            logger.LogError(e, "A deadline could not be sent to {Destination}", destination);
        }
    }
}

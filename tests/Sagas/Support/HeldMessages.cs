using EventDriven.Contracts.Orders;
using MassTransit;
using MassTransit.Scheduling;

namespace EventDriven.Sagas.Tests.Support;

/// <summary>A scheduler that holds what is scheduled until a test asks for it: no test waits for a deadline.</summary>
internal sealed class HeldMessages : IScheduleMessageProvider
{
    private readonly Lock _lock = new();
    private readonly List<HeldMessage> _held = [];

    public IReadOnlyList<HeldMessage> Pending
    {
        get
        {
            lock (_lock)
                return [.. _held.OrderBy(message => message.Due)];
        }
    }

    public HeldMessage TakeNext()
    {
        lock (_lock)
        {
            var next = _held.MinBy(message => message.Due)
                ?? throw new InvalidOperationException("Nothing is scheduled.");
            _held.Remove(next);
            return next;
        }
    }

    public Task<ScheduledMessage<T>> ScheduleSend<T>(
        Uri destinationAddress,
        DateTime scheduledTime,
        T message,
        IPipe<SendContext<T>> pipe,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var token = message is StepDeadlineExpired { Token: { } chosen } ? chosen : Guid.NewGuid();
        var held = new HeldMessage(token, new DateTimeOffset(scheduledTime, TimeSpan.Zero), message);
        lock (_lock)
            _held.Add(held);
        return Task.FromResult<ScheduledMessage<T>>(
            new ScheduledMessageHandle<T>(held.TokenId, scheduledTime, destinationAddress, message)
        );
    }

    public Task CancelScheduledSend(Guid tokenId, CancellationToken cancellationToken)
    {
        lock (_lock)
            _held.RemoveAll(message => message.TokenId == tokenId);
        return Task.CompletedTask;
    }

    public Task CancelScheduledSend(Uri destinationAddress, Guid tokenId, CancellationToken cancellationToken) =>
        CancelScheduledSend(tokenId, cancellationToken);
}

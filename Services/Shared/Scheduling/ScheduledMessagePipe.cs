using MassTransit;
using MassTransit.Middleware;

namespace EventDriven.Scheduling;

/// <summary>Gives a row to the transport, as what it was when it was scheduled.</summary>
internal sealed class ScheduledMessagePipe(ScheduledMessageRow row, SendAttempt attempt) : IPipe<SendContext>
{
    private readonly OutboxMessageSendPipe _message = new(new StoredMessage(row), row.DestinationAddress);

    public Task Send(SendContext context)
    {
        context.GetOrAddPayload(() => attempt);
        return _message.Send(context);
    }

    public void Probe(ProbeContext context) => _message.Probe(context);
}

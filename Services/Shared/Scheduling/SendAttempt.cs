using MassTransit;
using MassTransit.Middleware;

namespace EventDriven.Scheduling;

/// <summary>
/// One attempt to send a message, and a payload of its send context. A transport may retry by itself, as RabbitMQ's
/// does, and report only a timeout in the end: this keeps the first failure and ends the attempt.
/// </summary>
internal sealed class SendAttempt(ScheduledMessageRow row, CancellationTokenSource deadline) : IPipe<SendContext>
{
    // Lets a transport that does not retry throw the failure itself.
    private static readonly TimeSpan LastWord = TimeSpan.FromMilliseconds(250);

    private readonly OutboxMessageSendPipe _message = new(row, row.DestinationAddress);

    public Exception? Failure { get; private set; }

    /// <summary>
    /// The broker's negative confirmation, if that is the failure. MassTransit 8.5 wraps RabbitMQ's in a
    /// ConnectionException and retries it, although the channel is sound. Compared by name, because this assembly
    /// references no transport.
    /// </summary>
    public Exception? Refusal =>
        Failure?.InnerException is { } inner && inner.GetType().Name == "PublishException" ? inner : null;

    /// <summary>Ends the attempt, unless the channel was closing and the transport goes on to the next one.</summary>
    public void Failed(Exception exception)
    {
        if (exception is OperationCanceledException || IsOfClosedChannel(exception))
            return;

        Failure ??= exception;
        deadline.CancelAfter(Refusal is null ? LastWord : TimeSpan.Zero);
    }

    public Task Send(SendContext context)
    {
        context.GetOrAddPayload(() => this);
        return _message.Send(context);
    }

    public void Probe(ProbeContext context) => _message.Probe(context);

    // A closing channel says nothing about the message. MassTransit 8.5 has the cause only in the text.
    private static bool IsOfClosedChannel(Exception failure) =>
        failure.GetBaseException() is var cause
        && (
            cause is ObjectDisposedException
            || cause.Message.Contains(nameof(ObjectDisposedException), StringComparison.Ordinal)
        );
}

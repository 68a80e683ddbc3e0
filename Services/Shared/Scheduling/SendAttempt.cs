namespace EventDriven.Scheduling;

/// <summary>
/// One try to send a message, carried by its send context. A transport may retry by itself, as RabbitMQ's does when its
/// channel was closed, and throw in the end only a timeout: this keeps the first failure, and ends the try.
/// </summary>
/// <param name="deadline">Ends the try.</param>
internal sealed class SendAttempt(CancellationTokenSource deadline)
{
    // Long enough for a transport that does not retry to throw the failure itself.
    private static readonly TimeSpan LastWord = TimeSpan.FromMilliseconds(250);

    /// <summary>Why the transport could not send the message, if so.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>
    /// The broker's negative confirmation of this message, if that is the failure. MassTransit 8.5 wraps RabbitMQ's in
    /// a connection's exception and retries it, but the channel is sound. By name: this assembly knows no transport.
    /// </summary>
    public Exception? Refusal =>
        Failure?.InnerException is { } inner && inner.GetType().Name == "PublishException" ? inner : null;

    /// <summary>Ends the try, unless the transport goes on to another channel.</summary>
    public void Failed(Exception exception)
    {
        if (exception is OperationCanceledException || IsOfClosedChannel(exception))
            return;

        Failure ??= exception;
        deadline.CancelAfter(Refusal is null ? LastWord : TimeSpan.Zero);
    }

    // That a channel was already being closed says nothing of the message. MassTransit 8.5 has the cause in the text
    // alone.
    private static bool IsOfClosedChannel(Exception failure) =>
        failure.GetBaseException() is var cause
        && (
            cause is ObjectDisposedException
            || cause.Message.Contains(nameof(ObjectDisposedException), StringComparison.Ordinal)
        );
}

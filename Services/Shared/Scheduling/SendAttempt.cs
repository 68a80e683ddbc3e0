namespace EventDriven.Scheduling;

/// <summary>
/// One try to send a message, carried by its send context. A transport may try again by itself, as RabbitMQ's does when
/// its channel was closed, and say in the end only that time ran out: this keeps the first reason, and ends the try.
/// </summary>
/// <param name="deadline">Ends the try.</param>
internal sealed class SendAttempt(CancellationTokenSource deadline)
{
    // Long enough for a transport that does not try again to say so itself.
    private static readonly TimeSpan LastWord = TimeSpan.FromMilliseconds(250);

    /// <summary>Why the transport's first try failed, if it did.</summary>
    public Exception? Failure { get; private set; }

    public void Failed(Exception exception)
    {
        if (exception is OperationCanceledException)
            return;

        Failure ??= exception;
        deadline.CancelAfter(LastWord);
    }
}

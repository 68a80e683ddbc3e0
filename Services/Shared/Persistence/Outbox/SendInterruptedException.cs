namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// The transport's channel or connection broke off while the message was on its way. The message itself may be the
/// reason (RabbitMQ closes a channel over one that is too large), or any other that was on its way at the same time.
/// </summary>
internal sealed class SendInterruptedException(Exception failure) : MassTransitException(failure.Message, failure)
{
    /// <summary>
    /// Whether the channel was already being closed, which says nothing of the message. MassTransit 8.5 has the cause
    /// in the text alone.
    /// </summary>
    public static bool IsOfClosedChannel(Exception failure) =>
        failure.GetBaseException() is var cause
        && (
            cause is ObjectDisposedException
            || cause.Message.Contains(nameof(ObjectDisposedException), StringComparison.Ordinal)
        );
}

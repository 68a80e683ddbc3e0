using MassTransit;

namespace EventDriven.Scheduling;

/// <summary>
/// The channel or connection broke while the message was in flight, because of this message (RabbitMQ closes a channel
/// over one that is too large) or of another.
/// </summary>
internal sealed class SendInterruptedException(Exception failure) : MassTransitException(failure.Message, failure)
{
    /// <summary>
    /// Whether the channel was already closing, which says nothing about the message. MassTransit 8.5 has the cause
    /// only in the text.
    /// </summary>
    public static bool IsOfClosedChannel(Exception failure) =>
        failure.GetBaseException() is var cause
        && (
            cause is ObjectDisposedException
            || cause.Message.Contains(nameof(ObjectDisposedException), StringComparison.Ordinal)
        );
}

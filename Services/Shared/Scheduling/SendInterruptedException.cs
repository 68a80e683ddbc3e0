using MassTransit;

namespace EventDriven.Scheduling;

/// <summary>
/// The channel or connection broke while the message was in flight, because of this message (RabbitMQ closes a channel
/// over one that is too large) or of another.
/// </summary>
internal sealed class SendInterruptedException(Exception failure)
    : MassTransitException(Prefix + failure.Message, failure)
{
    public const string Prefix = "The transport broke off: ";
}

using MassTransit;

namespace EventDriven.Scheduling;

/// <summary>
/// The transport's channel or connection broke while the message was in flight. The cause may be this message (RabbitMQ
/// closes a channel over a message that is too large) or another one in flight.
/// </summary>
internal sealed class SendInterruptedException(Exception failure)
    : MassTransitException($"The transport broke off: {failure.Message}", failure);

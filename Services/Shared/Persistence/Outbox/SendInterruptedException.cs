namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// The transport's channel or connection broke off while the message was on its way. The message itself may be the
/// reason (RabbitMQ closes a channel over one that is too large), or any other that was on its way at the same time.
/// </summary>
internal sealed class SendInterruptedException(Exception failure) : MassTransitException(failure.Message, failure);

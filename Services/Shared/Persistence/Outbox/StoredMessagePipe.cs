using System.Net.Mime;
using MassTransit.Context;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// Passes a stored message to the transport. It is its own serializer, because the body already has an envelope.
/// </summary>
/// <param name="attempt">Cancelled after the transport's first failure; ends only this send.</param>
internal sealed class StoredMessagePipe(OutboxMessage message, CancellationTokenSource attempt)
    : IPipe<SendContext>,
        IMessageSerializer
{
    // Lets a transport that does not retry throw the failure itself.
    private static readonly TimeSpan LastWord = TimeSpan.FromMilliseconds(250);

    private MessageBody? _body;

    /// <summary>The transport's first failure.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>
    /// The broker's negative confirmation, if that is the failure. MassTransit 8.5 wraps RabbitMQ's in a
    /// <see cref="ConnectionException"/> and retries it, although the channel is sound. Compared by name, because this
    /// assembly references no transport.
    /// </summary>
    public Exception? Refusal =>
        Failure?.InnerException is { } inner && inner.GetType().Name == "PublishException" ? inner : null;

    public ContentType ContentType { get; } = new(message.ContentType);

    public MessageBody GetMessageBody<T>(SendContext<T> context)
        where T : class => _body!;

    /// <summary>
    /// Ends the send, because the sweep retries, not the transport. The transport may only replace a closing channel.
    /// </summary>
    public void Failed(Exception exception)
    {
        if (exception is OperationCanceledException || SendInterruptedException.IsOfClosedChannel(exception))
            return;

        Failure ??= exception;
        attempt.CancelAfter(Refusal is null ? LastWord : TimeSpan.Zero);
    }

    public Task Send(SendContext context)
    {
        context.MessageId = message.MessageId;
        context.RequestId = message.RequestId;
        context.ConversationId = message.ConversationId;
        context.CorrelationId = message.CorrelationId;
        context.InitiatorId = message.InitiatorId;
        context.SourceAddress = message.SourceAddress;
        context.ResponseAddress = message.ResponseAddress;
        context.FaultAddress = message.FaultAddress;
        context.SupportedMessageTypes = message.MessageType.Split(';');
        if (message.ExpirationTime is { } expiration)
            context.TimeToLive = DateTime.SpecifyKind(expiration, DateTimeKind.Utc) - DateTime.UtcNow;

        foreach (var header in message.SentHeaders.GetAll())
            context.Headers.Set(header.Key, header.Value);

        if (message.SentProperties.Count > 0 && context is TransportSendContext transport)
            transport.ReadPropertiesFrom(message.SentProperties);

        _body ??= context.Serialization.GetMessageDeserializer(ContentType).GetMessageBody(message.Body);
        context.Serializer = this;
        return Task.CompletedTask;
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("storedMessage");
}

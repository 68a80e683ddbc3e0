using System.Net.Mime;
using MassTransit.Context;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// Gives a stored message to the transport as it was serialised. The body has its envelope already; nothing is parsed and written again.
/// </summary>
internal sealed class StoredMessagePipe(OutboxMessage message) : IPipe<SendContext>
{
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

        var contentType = new ContentType(message.ContentType);
        context.Serializer = new StoredBody(contentType, context.Serialization.GetMessageDeserializer(contentType).GetMessageBody(message.Body));
        return Task.CompletedTask;
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("storedMessage");

    private sealed class StoredBody(ContentType contentType, MessageBody body) : IMessageSerializer
    {
        public ContentType ContentType => contentType;

        public MessageBody GetMessageBody<T>(SendContext<T> context)
            where T : class => body;
    }
}

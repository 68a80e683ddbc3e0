using System.Net.Mime;
using MassTransit.Context;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// Gives a stored message to the transport as it was serialised: its own serializer, for the body has its envelope
/// already and nothing is parsed and written again.
/// </summary>
/// <param name="message">The message.</param>
/// <param name="deadline">Ends the send.</param>
internal sealed class StoredMessagePipe(OutboxMessage message, CancellationTokenSource deadline)
    : IPipe<SendContext>,
        IMessageSerializer
{
    // Long enough for a transport that does not try again to say so itself, and for what else ends by the same deadline
    // to arrive.
    private static readonly TimeSpan LastWord = TimeSpan.FromMilliseconds(250);

    private MessageBody? _body;

    /// <summary>Why the transport's first try failed, if it did.</summary>
    public Exception? Failure { get; private set; }

    public ContentType ContentType { get; } = new(message.ContentType);

    public MessageBody GetMessageBody<T>(SendContext<T> context)
        where T : class => _body!;

    /// <summary>
    /// A try has failed: the transport gets no further ones, for it is the sweep that knows when to try again.
    /// </summary>
    public void Failed(Exception exception)
    {
        if (exception is OperationCanceledException)
            return;

        Failure ??= exception;
        deadline.CancelAfter(LastWord);
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

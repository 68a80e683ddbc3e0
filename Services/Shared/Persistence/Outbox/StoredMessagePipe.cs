using System.Net.Mime;
using MassTransit.Context;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// Gives a stored message to the transport as it was serialised: its own serializer, for the body has its envelope
/// already and nothing is parsed and written again.
/// </summary>
/// <param name="message">The message.</param>
/// <param name="attempt">Cancelled after the transport's first failure, which ends this send alone.</param>
internal sealed class StoredMessagePipe(OutboxMessage message, CancellationTokenSource attempt)
    : IPipe<SendContext>,
        IMessageSerializer
{
    // Long enough for a transport that does not retry to throw the failure itself.
    private static readonly TimeSpan LastWord = TimeSpan.FromMilliseconds(250);

    private MessageBody? _body;

    /// <summary>Why the transport could not send the message, if so.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>
    /// The broker's negative confirmation of this message, if that is the failure. MassTransit 8.5 wraps RabbitMQ's in
    /// a <see cref="ConnectionException"/> and retries it, but the channel is sound. By name: this assembly knows no
    /// transport.
    /// </summary>
    public Exception? Refusal =>
        Failure?.InnerException is { } inner && inner.GetType().Name == "PublishException" ? inner : null;

    public ContentType ContentType { get; } = new(message.ContentType);

    public MessageBody GetMessageBody<T>(SendContext<T> context)
        where T : class => _body!;

    /// <summary>
    /// Ends the send: the sweep retries, not the transport. Only from a channel that was already being closed the
    /// transport goes on to the next.
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

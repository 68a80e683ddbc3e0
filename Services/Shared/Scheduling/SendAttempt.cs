using System.Net.Mime;
using MassTransit;
using MassTransit.Context;
using MassTransit.Logging;
using MassTransit.Serialization;

namespace EventDriven.Scheduling;

/// <summary>
/// One attempt to send a stored message. A transport that retries by itself, as RabbitMQ's does, reports only a timeout
/// in the end, and a message that breaks its channel would break it repeatedly: the first failure ends the attempt. It
/// is its own serializer, because the body already has an envelope.
/// </summary>
/// <param name="attempt">Cancelled after the transport's first failure; ends only this send.</param>
internal sealed class SendAttempt(StoredMessage message, DateTime now, CancellationTokenSource attempt)
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
    private Exception? Refusal =>
        Failure?.InnerException is { } inner && inner.GetType().Name == "PublishException" ? inner : null;

    public ContentType ContentType { get; } = new(message.ContentType);

    /// <summary>Sends the message; an expired one counts as sent.</summary>
    /// <param name="now">By the clock of the message's database.</param>
    /// <exception cref="SendInterruptedException">The transport's channel or connection broke.</exception>
    public static async Task Run(
        StoredMessage message,
        ISendEndpointProvider endpoints,
        DateTime now,
        CancellationToken deadline
    )
    {
        if (message.ExpirationTime <= now)
            return;

        var activity = LogContext.Current?.StartOutboxDeliverActivity(message);
        // A source of its own: a failure ends only this send, not others with the same deadline.
        using var source = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        var attempt = new SendAttempt(message, now, source);
        try
        {
            var address = message.DestinationAddress
                ?? throw new MessageException(message.GetType(), "The stored message has no destination.");
            var endpoint = await endpoints.GetSendEndpoint(address);
            // The transport does not always observe the token: waiting for a disposed channel never ends, and an
            // endless delivery would keep its queue from being consumed again.
            await endpoint.Send(new SerializedMessageBody(), attempt, source.Token).WaitAsync(source.Token);
        }
        catch (OperationCanceledException) when (attempt.Failure is { } failure)
        {
            activity?.AddExceptionEvent(failure);
            throw attempt.Refusal ?? new SendInterruptedException(failure);
        }
        catch (Exception exception)
        {
            activity?.AddExceptionEvent(exception);
            // Sent on a closing channel, which the client reports only in this way.
            if (SendInterruptedException.IsOfClosedChannel(exception))
                throw new SendInterruptedException(exception.GetBaseException());
            throw;
        }
        finally
        {
            activity?.Stop();
        }
    }

    public MessageBody GetMessageBody<T>(SendContext<T> context)
        where T : class => _body!;

    /// <summary>
    /// Ends the send, because the relay retries, not the transport. The transport may only replace a closing channel.
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
            context.TimeToLive = expiration - now;

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

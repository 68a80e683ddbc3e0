using MassTransit.Context;
using MassTransit.Metadata;
using MassTransit.Middleware;
using MassTransit.Serialization;

namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>
/// A message that was sent or published in a transaction: stored with the transaction's other changes, sent after the
/// commit, and deleted once the transport has confirmed it. All times are UTC.
/// </summary>
public class OutboxMessage : OutboxMessageContext
{
    // Begins the reason of a message that was on its way when its channel broke. It may be what broke it: see
    // MayBreakChannel.
    private const string BrokenOff = "The transport broke off: ";

    private static readonly Dictionary<string, object> NoProperties = [];
    private Headers? _headers;
    private IReadOnlyDictionary<string, object>? _properties;

    /// <summary>
    /// The key, given by the database; messages stored together are numbered in the order in which they were sent.
    /// </summary>
    public long SequenceNumber { get; set; }

    /// <summary>
    /// When a sweep may take the message; null when none shall: it was sent (<see cref="DeliveredTime"/>) or set aside.
    /// </summary>
    public DateTime? VisibleTime { get; set; }

    /// <summary>How often a sweep has tried to send it.</summary>
    public int Attempts { get; set; }

    /// <summary>
    /// Why the last try failed; with a null <see cref="VisibleTime"/>, why the message was set aside. To try a message
    /// again that was set aside, put <see cref="Attempts"/> back to zero and <see cref="VisibleTime"/> to now.
    /// </summary>
    public string? LastError { get; set; }

    /// <summary>
    /// When it was sent, where sent messages are kept because the transport forgets them at a restart.
    /// </summary>
    public DateTime? DeliveredTime { get; set; }

    /// <summary>When a delayed message is due.</summary>
    public DateTime? EnqueueTime { get; set; }

    /// <summary>When the application sent it.</summary>
    public DateTime SentTime { get; set; }

    /// <summary>The headers, as JSON.</summary>
    public string? Headers { get; set; }

    /// <summary>What the transport was asked for, such as a routing key, as JSON.</summary>
    public string? Properties { get; set; }

    /// <summary>The message whose consumer sent this one; null when it was sent outside a consumer.</summary>
    public Guid? InboxMessageId { get; set; }

    /// <summary>The consumer that sent it; null when it was sent outside a consumer.</summary>
    public Guid? InboxConsumerId { get; set; }

    /// <summary>The scope in which it was sent outside a consumer; null when a consumer sent it.</summary>
    public Guid? OutboxId { get; set; }

    /// <summary>The id that it is sent under, at each try the same.</summary>
    public Guid MessageId { get; set; }

    /// <summary>The body's media type, which names the serializer.</summary>
    public string ContentType { get; set; } = null!;

    /// <summary>The message types' URNs, separated by semicolons.</summary>
    public string MessageType { get; set; } = null!;

    /// <summary>The serialised message, with its envelope.</summary>
    public string Body { get; set; } = null!;

    /// <inheritdoc/>
    public Guid? ConversationId { get; set; }

    /// <inheritdoc/>
    public Guid? CorrelationId { get; set; }

    /// <inheritdoc/>
    public Guid? InitiatorId { get; set; }

    /// <inheritdoc/>
    public Guid? RequestId { get; set; }

    /// <inheritdoc/>
    public Uri? SourceAddress { get; set; }

    /// <inheritdoc/>
    public Uri? DestinationAddress { get; set; }

    /// <inheritdoc/>
    public Uri? ResponseAddress { get; set; }

    /// <inheritdoc/>
    public Uri? FaultAddress { get; set; }

    /// <summary>When the message loses its meaning; it is not sent after that.</summary>
    public DateTime? ExpirationTime { get; set; }

    Guid? MessageContext.MessageId => MessageId;

    DateTime? MessageContext.SentTime => SentTime;

    Headers MessageContext.Headers => SentHeaders;

    HostInfo MessageContext.Host => HostMetadataCache.Host;

    IReadOnlyDictionary<string, object> OutboxMessageContext.Properties => SentProperties;

    internal Headers SentHeaders => _headers ??= new DictionarySendHeaders(Deserialize(Headers)!);

    internal IReadOnlyDictionary<string, object> SentProperties =>
        _properties ??= Deserialize(Properties) ?? NoProperties;

    /// <summary>
    /// Whether it was on its way when its channel broke, and has not been sent since: to be sent alone. Kept in the
    /// reason, so that every replica knows it.
    /// </summary>
    internal bool MayBreakChannel => LastError?.StartsWith(BrokenOff, StringComparison.Ordinal) == true;

    /// <summary>The reason of a message for which <see cref="MayBreakChannel"/> is to hold.</summary>
    internal static string ReasonOfBreak(Exception failure) => BrokenOff + failure.Message;

    /// <summary>What a send would have given to the transport, as a row.</summary>
    /// <exception cref="MessageException">The message has no id.</exception>
    internal static OutboxMessage Capture<T>(SendContext<T> context)
        where T : class
    {
        var now = DateTime.UtcNow;
        var json = SystemTextJsonMessageSerializer.Instance;
        var message = new OutboxMessage
        {
            MessageId = context.MessageId
                ?? throw new MessageException(typeof(T), "A message needs an id to go through the outbox."),
            ConversationId = context.ConversationId,
            CorrelationId = context.CorrelationId,
            InitiatorId = context.InitiatorId,
            RequestId = context.RequestId,
            SourceAddress = context.SourceAddress,
            DestinationAddress = context.DestinationAddress,
            ResponseAddress = context.ResponseAddress,
            FaultAddress = context.FaultAddress,
            SentTime = context.SentTime ?? now,
            ExpirationTime = now + context.TimeToLive,
            EnqueueTime = now + context.Delay,
            ContentType = (context.ContentType ?? context.Serialization.DefaultContentType).ToString(),
            MessageType = string.Join(';', context.SupportedMessageTypes),
            Body = context.Serializer.GetMessageBody(context).GetString(),
            Headers = json.SerializeDictionary(context.Headers.GetAll()),
        };
        if (context is TransportSendContext<T> transport)
        {
            var properties = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
            transport.WritePropertiesTo(properties);
            message.Properties = json.SerializeDictionary(properties);
        }

        return message;
    }

    private static Dictionary<string, object>? Deserialize(string? json) =>
        SystemTextJsonMessageSerializer.Instance.DeserializeDictionary<object>(json);
}

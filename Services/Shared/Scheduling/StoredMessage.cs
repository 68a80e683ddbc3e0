using MassTransit;
using MassTransit.Context;
using MassTransit.Metadata;
using MassTransit.Middleware;
using MassTransit.Serialization;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace EventDriven.Scheduling;

/// <summary>
/// A message that is stored in the transaction in which it was sent or scheduled. The relay sends it, and deletes it
/// once the transport has confirmed it. All times are UTC, by the clock of the database.
/// </summary>
public abstract class StoredMessage : OutboxMessageContext
{
    // Begins the reason of a message that may have broken its channel.
    private const string BrokenOff = "The transport broke off: ";

    /// <summary>
    /// From the database's sequence; ascending in the order of sending for messages that are stored together.
    /// </summary>
    public long SequenceNumber { get; set; }

    /// <summary>
    /// When a relay may take the message: the due time, the end of the lease while a process sends it, or the time of
    /// the next attempt. Null if the message was sent (see <see cref="DeliveredTime"/>) or set aside.
    /// </summary>
    public DateTime? VisibleTime { get; set; }

    /// <summary>The number of attempts that failed because of the message or its destination.</summary>
    public int Attempts { get; set; }

    /// <summary>
    /// Why the last attempt failed. If <see cref="VisibleTime"/> is null, the message was set aside for this reason. To
    /// retry it, set <see cref="Attempts"/> to zero and <see cref="VisibleTime"/> to now.
    /// </summary>
    public string? LastError { get; set; }

    /// <summary>When it was sent; only for a transport that loses its queues at a restart.</summary>
    public DateTime? DeliveredTime { get; set; }

    /// <summary>When the application sent it. A scheduled message is sent when it is due, and never before.</summary>
    public DateTime SentTime { get; set; }

    /// <summary>A JSON object.</summary>
    public string? Headers { get; set; }

    /// <summary>Transport properties, such as a routing key, as a JSON object.</summary>
    public string? Properties { get; set; }

    /// <summary>The id on the wire, the same at each attempt.</summary>
    public Guid MessageId { get; set; }

    /// <summary>The body's media type, which selects the serializer.</summary>
    public string ContentType { get; set; } = null!;

    /// <summary>The URNs of the message types, separated by semicolons.</summary>
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

    /// <summary>The message is not sent after this time.</summary>
    public DateTime? ExpirationTime { get; set; }

    Guid? MessageContext.MessageId => MessageId;

    DateTime? MessageContext.SentTime => SentTime;

    Headers MessageContext.Headers => SentHeaders;

    HostInfo MessageContext.Host => HostMetadataCache.Host;

    IReadOnlyDictionary<string, object> OutboxMessageContext.Properties => SentProperties;

    internal Headers SentHeaders => field ??= new DictionarySendHeaders(Deserialize(Headers)!);

    internal IReadOnlyDictionary<string, object> SentProperties => field ??= Deserialize(Properties) ?? [];

    // Whether it was in flight when its channel closed, and has not been sent since: it is then sent alone. Stored in
    // the reason, so that every replica knows.
    internal bool MayBreakChannel => LastError?.StartsWith(BrokenOff, StringComparison.Ordinal) == true;

    /// <summary>Distinguishes the messages of a table, also before their rows have keys.</summary>
    internal virtual Guid Identity => MessageId;

    internal static string ReasonOfBreak(Exception failure) => BrokenOff + failure.Message;

    /// <param name="sentTime">The time to live begins then.</param>
    /// <exception cref="MessageException">The message has no id.</exception>
    internal void Fill<T>(SendContext<T> context, DateTime sentTime)
        where T : class
    {
        var json = SystemTextJsonMessageSerializer.Instance;
        MessageId = context.MessageId ?? throw new MessageException(typeof(T), "A stored message needs an id.");
        ConversationId = context.ConversationId;
        CorrelationId = context.CorrelationId;
        InitiatorId = context.InitiatorId;
        RequestId = context.RequestId;
        SourceAddress = context.SourceAddress;
        DestinationAddress = context.DestinationAddress;
        ResponseAddress = context.ResponseAddress;
        FaultAddress = context.FaultAddress;
        SentTime = sentTime;
        ExpirationTime = sentTime + context.TimeToLive;
        ContentType = (context.ContentType ?? context.Serialization.DefaultContentType).ToString();
        MessageType = string.Join(';', context.SupportedMessageTypes);
        Body = context.Serializer.GetMessageBody(context).GetString();
        Headers = json.SerializeDictionary(context.Headers.GetAll());
        if (context is TransportSendContext<T> transport)
        {
            var properties = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
            transport.WritePropertiesTo(properties);
            Properties = json.SerializeDictionary(properties);
        }
    }

    internal static void Map<TMessage>(EntityTypeBuilder<TMessage> message)
        where TMessage : StoredMessage
    {
        // Stores an address as it was written, because EF's own conversion unescapes it.
        var address = new ValueConverter<Uri?, string>(uri => uri!.OriginalString, text => new Uri(text));
        foreach (var property in message.Metadata.GetProperties())
        {
            // Overrides the application's conventions for strings.
            if (property.ClrType == typeof(string))
                message.Property(property.Name).HasMaxLength(-1);
            else if (property.ClrType == typeof(Uri))
                message.Property(property.Name).HasConversion(address);
        }

        message.HasIndex(nameof(VisibleTime));
    }

    private static Dictionary<string, object>? Deserialize(string? json) =>
        SystemTextJsonMessageSerializer.Instance.DeserializeDictionary<object>(json);
}

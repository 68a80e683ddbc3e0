using System.Diagnostics.CodeAnalysis;
using MassTransit;
using MassTransit.Metadata;
using MassTransit.Middleware;
using MassTransit.Serialization;

namespace EventDriven.Scheduling;

/// <summary>
/// A message to be sent later. Only <see cref="NextAttemptAt"/> determines when a row is taken; the other times are
/// informative.
/// </summary>
public class ScheduledMessageRow : OutboxMessageContext
{
    /// <summary>For EF Core.</summary>
    public ScheduledMessageRow() { }

    /// <summary>A stand-in for the row with this key, to delete it.</summary>
    [SetsRequiredMembers]
    internal ScheduledMessageRow(Guid tokenId)
    {
        TokenId = tokenId;
        DestinationAddress = null!;
        ContentType = MessageType = Body = Headers = null!;
    }

    /// <summary>The key, by which the message is cancelled.</summary>
    public Guid TokenId { get; init; }

    /// <summary>The requested time (UTC); the message is never sent before.</summary>
    public DateTime DueAt { get; init; }

    /// <summary>
    /// When the message may be taken: the due time, the end of the lease while a process sends it, or the time of the
    /// next attempt. Null if the message was set aside, or was sent and its row is kept.
    /// </summary>
    public DateTime? NextAttemptAt { get; init; }

    /// <summary>The number of attempts that failed because of the message or its destination.</summary>
    public int FailedAttempts { get; init; }

    /// <summary>Of the last attempt.</summary>
    public string? FailureReason { get; init; }

    /// <summary>
    /// Whether it was in flight when its channel closed, and has not been sent since: it is then sent alone. Stored in
    /// the reason, so that every replica knows.
    /// </summary>
    internal bool MayBreakChannel =>
        FailureReason?.StartsWith("The transport broke off: ", StringComparison.Ordinal) == true;

    /// <summary>When it was sent; only with the in-memory transport.</summary>
    public DateTime? SentAt { get; init; }

    /// <summary>The same at each send, so that the receiver's inbox drops a second copy.</summary>
    public Guid MessageId { get; init; }

    /// <summary>As set by the sender.</summary>
    public Guid? CorrelationId { get; init; }

    /// <summary>As set by the sender.</summary>
    public Guid? ConversationId { get; init; }

    /// <summary>The correlation of the message that led to it.</summary>
    public Guid? InitiatorId { get; init; }

    /// <summary>As set by the sender.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>As set by the sender.</summary>
    public required Uri DestinationAddress { get; init; }

    /// <summary>The endpoint that scheduled it.</summary>
    public Uri? SourceAddress { get; init; }

    /// <summary>Where an answer goes.</summary>
    public Uri? ResponseAddress { get; init; }

    /// <summary>Where a fault goes.</summary>
    public Uri? FaultAddress { get; init; }

    /// <summary>The message is not sent after this time (UTC).</summary>
    public DateTime? ExpiresAt { get; init; }

    /// <summary>The body's media type, which selects the serializer.</summary>
    public required string ContentType { get; init; }

    /// <summary>The URNs of the message types, separated by semicolons.</summary>
    public required string MessageType { get; init; }

    /// <summary>The message with its envelope, as serialised when it was scheduled.</summary>
    public required string Body { get; init; }

    /// <summary>A JSON object.</summary>
    public required string Headers { get; init; }

    /// <summary>Transport properties, such as a routing key, as a JSON object.</summary>
    public string? Properties { get; init; }

    long OutboxMessageContext.SequenceNumber => 0;

    Guid? MessageContext.MessageId => MessageId;

    DateTime? MessageContext.ExpirationTime => ExpiresAt;

    DateTime? MessageContext.SentTime => null;

    HostInfo MessageContext.Host => HostMetadataCache.Host;

    [field: MaybeNull]
    Headers MessageContext.Headers => field ??= new DictionarySendHeaders(Read<object?>(Headers));

    [field: MaybeNull]
    IReadOnlyDictionary<string, object> OutboxMessageContext.Properties => field ??= Read<object>(Properties);

    private static Dictionary<string, T> Read<T>(string? json) =>
        SystemTextJsonMessageSerializer.Instance.DeserializeDictionary<T>(json) ?? [];
}

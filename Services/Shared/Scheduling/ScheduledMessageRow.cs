using MassTransit;
using MassTransit.Metadata;
using MassTransit.Middleware;
using MassTransit.Serialization;

namespace EventDriven.Scheduling;

/// <summary>
/// A message to be sent later. Only <see cref="NextAttemptAt"/> determines when it is taken.
/// </summary>
public class ScheduledMessageRow : OutboxMessageContext
{
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

    // Whether it was in flight when its channel closed, and has not been sent since: it is then sent alone. Stored in
    // the reason, so that every replica knows.
    internal bool MayBreakChannel =>
        FailureReason?.StartsWith(SendInterruptedException.Prefix, StringComparison.Ordinal) == true;

    /// <summary>When it was sent; only with the in-memory transport.</summary>
    public DateTime? SentAt { get; init; }

    /// <summary>The same at each send, so that the receiver's inbox drops a second copy.</summary>
    public Guid MessageId { get; init; }

    /// <inheritdoc/>
    public Guid? CorrelationId { get; init; }

    /// <inheritdoc/>
    public Guid? ConversationId { get; init; }

    /// <inheritdoc/>
    public Guid? InitiatorId { get; init; }

    /// <inheritdoc/>
    public Guid? RequestId { get; init; }

    /// <inheritdoc/>
    public Uri DestinationAddress { get; init; } = null!;

    /// <inheritdoc/>
    public Uri? SourceAddress { get; init; }

    /// <inheritdoc/>
    public Uri? ResponseAddress { get; init; }

    /// <inheritdoc/>
    public Uri? FaultAddress { get; init; }

    /// <summary>The message is not sent after this time (UTC).</summary>
    public DateTime? ExpiresAt { get; init; }

    /// <summary>The body's media type, which selects the serializer.</summary>
    public string ContentType { get; init; } = null!;

    /// <summary>The URNs of the message types, separated by semicolons.</summary>
    public string MessageType { get; init; } = null!;

    /// <summary>The message with its envelope, as serialised when it was scheduled.</summary>
    public string Body { get; init; } = null!;

    /// <summary>A JSON object.</summary>
    public string Headers { get; init; } = null!;

    /// <summary>Transport properties, such as a routing key, as a JSON object.</summary>
    public string? Properties { get; init; }

    long OutboxMessageContext.SequenceNumber => 0;

    Guid? MessageContext.MessageId => MessageId;

    DateTime? MessageContext.ExpirationTime => ExpiresAt;

    DateTime? MessageContext.SentTime => null;

    HostInfo MessageContext.Host => HostMetadataCache.Host;

    Headers MessageContext.Headers => field ??= new DictionarySendHeaders(Read<object?>(Headers));

    IReadOnlyDictionary<string, object> OutboxMessageContext.Properties => field ??= Read<object>(Properties);

    private static Dictionary<string, T> Read<T>(string? json) =>
        SystemTextJsonMessageSerializer.Instance.DeserializeDictionary<T>(json) ?? [];
}

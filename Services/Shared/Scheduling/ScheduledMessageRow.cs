using System.Diagnostics.CodeAnalysis;

namespace EventDriven.Scheduling;

/// <summary>
/// A message to be sent later. <see cref="NextAttemptAt"/> alone says whether and when a row is to be taken; the other
/// times are for people who read the table.
/// </summary>
public class ScheduledMessageRow
{
    /// <summary>A message to be sent later.</summary>
    public ScheduledMessageRow() { }

    /// <summary>Stands for the row with this key, to delete it.</summary>
    [SetsRequiredMembers]
    internal ScheduledMessageRow(Guid tokenId)
    {
        TokenId = tokenId;
        DestinationAddress = null!;
        ContentType = MessageType = Body = Headers = null!;
    }

    /// <summary>What the message is cancelled by, and the row's key.</summary>
    public Guid TokenId { get; init; }

    /// <summary>When the caller asked for it, in UTC; never sent before.</summary>
    public DateTime DueAt { get; init; }

    /// <summary>
    /// When it may be taken: at first the due time; the end of the lease while a process sends it; then the time of the
    /// next try. Null when it is not to be taken any more: set aside, or sent and kept.
    /// </summary>
    public DateTime? NextAttemptAt { get; init; }

    /// <summary>How many tries failed through the message's or the destination's own fault.</summary>
    public int FailedAttempts { get; init; }

    /// <summary>Why the last try failed.</summary>
    public string? FailureReason { get; init; }

    /// <summary>
    /// Whether it was on its way when its channel broke, and has not been sent since: to be sent alone. Kept in the
    /// reason, so that every replica knows it.
    /// </summary>
    internal bool MayBreakChannel =>
        FailureReason?.StartsWith("The transport broke off: ", StringComparison.Ordinal) == true;

    /// <summary>When it was sent, where rows are kept after sending.</summary>
    public DateTime? SentAt { get; init; }

    /// <summary>The message's id, the same on each send, so that the receiver's inbox knows a second copy.</summary>
    public Guid MessageId { get; init; }

    /// <summary>What the message is about, as its sender said.</summary>
    public Guid? CorrelationId { get; init; }

    /// <summary>The conversation that it belongs to.</summary>
    public Guid? ConversationId { get; init; }

    /// <summary>The correlation of the message that led to it.</summary>
    public Guid? InitiatorId { get; init; }

    /// <summary>The request that it belongs to.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>Where it is sent.</summary>
    public required Uri DestinationAddress { get; init; }

    /// <summary>The endpoint that scheduled it.</summary>
    public Uri? SourceAddress { get; init; }

    /// <summary>Where an answer goes.</summary>
    public Uri? ResponseAddress { get; init; }

    /// <summary>Where a fault goes.</summary>
    public Uri? FaultAddress { get; init; }

    /// <summary>When the message is of no use any more, in UTC.</summary>
    public DateTime? ExpiresAt { get; init; }

    /// <summary>The body's media type, which names the serialiser.</summary>
    public required string ContentType { get; init; }

    /// <summary>The message's type names, separated by semicolons.</summary>
    public required string MessageType { get; init; }

    /// <summary>The message as its serialiser wrote it at the time of scheduling.</summary>
    public required string Body { get; init; }

    /// <summary>The message's headers, as a JSON object.</summary>
    public required string Headers { get; init; }

    /// <summary>What the transport wants to know besides, such as a routing key, as a JSON object.</summary>
    public string? Properties { get; init; }
}

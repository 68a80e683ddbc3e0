namespace EventDriven.Operations.Domain;

/// <summary>
/// A message that came to rest in an error, skipped or dead-letter queue, with all that is needed to put it back where
/// it came from.
/// </summary>
public sealed class FailedMessage
{
    /// <summary>Made of what was taken in, so that what is delivered twice is taken in once.</summary>
    public required Guid Id { get; init; }

    /// <summary>The queue that it failed in.</summary>
    public required string Queue { get; init; }

    /// <summary>The queue that it was taken in from.</summary>
    public required string RestedIn { get; init; }

    /// <summary>Its first URN; empty when the body has none.</summary>
    public required string MessageType { get; init; }

    /// <summary>Its id, which it keeps when it is put back.</summary>
    public Guid? MessageId { get; init; }

    /// <summary>
    /// The id that it had at first: a message that fails again is known by it, for each scheduled redelivery has
    /// another.
    /// </summary>
    public Guid? OriginalMessageId { get; init; }

    /// <summary>The order that it speaks of, when it speaks of one.</summary>
    public Guid? OrderId { get; init; }

    /// <summary>
    /// The type of the exception; empty when there was none, because nobody wanted the message or it was delivered too
    /// often.
    /// </summary>
    public required string ExceptionType { get; init; }

    /// <summary>What the exception said, or why the message rests without one.</summary>
    public string? ExceptionMessage { get; init; }

    /// <summary>
    /// The same without what is known to be personal in it: what is shown to who has not asked for that.
    /// </summary>
    public string? MaskedMessage { get; set; }

    /// <summary>Where in the code it was thrown; null when it was not said, or nothing was thrown.</summary>
    public string? StackTrace { get; init; }

    /// <summary>The transport's headers, as a JSON object.</summary>
    public required string Headers { get; init; }

    /// <summary>What the body is.</summary>
    public required string ContentType { get; init; }

    /// <summary>The body, byte for byte.</summary>
    public required byte[] Body { get; init; }

    /// <summary>The body as it was put back, when that was edited.</summary>
    public byte[]? EditedBody { get; set; }

    /// <summary>When it failed (UTC).</summary>
    public required DateTimeOffset FailedAt { get; init; }

    /// <summary>When it was taken in (UTC).</summary>
    public required DateTimeOffset TakenInAt { get; init; }

    /// <summary>How often in a row it was put back before as it was, and failed again.</summary>
    public required int PutBacks { get; init; }

    /// <summary>One of <see cref="FailedMessageStatus" />.</summary>
    public required string Status { get; set; }

    /// <summary>When it was put back or discarded (UTC).</summary>
    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>The operator's action that did so.</summary>
    public Guid? ActionId { get; set; }
}

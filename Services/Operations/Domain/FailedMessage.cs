namespace EventDriven.Operations.Domain;

/// <summary>A message from an error, skipped or dead-letter queue, with everything that a retry needs.</summary>
public sealed class FailedMessage
{
    /// <summary>A hash of the delivered message, so that a redelivery has the same id.</summary>
    public required Guid Id { get; init; }

    public required string Queue { get; init; }

    public required string RestedIn { get; init; }

    /// <summary>The first URN; empty when the body has none.</summary>
    public required string MessageType { get; init; }

    public Guid? MessageId { get; init; }

    /// <summary>The first id of the message: each scheduled redelivery has a new one.</summary>
    public Guid? OriginalMessageId { get; init; }

    public Guid? OrderId { get; init; }

    /// <summary>Empty when no consumer wanted the message, or when it was delivered too often.</summary>
    public required string ExceptionType { get; init; }

    /// <summary>The message of the exception, or why there is none.</summary>
    public string? ExceptionMessage { get; init; }

    /// <summary>The same with personal data masked.</summary>
    public string? MaskedMessage { get; set; }

    public string? StackTrace { get; init; }

    /// <summary>The transport's headers, as a JSON object.</summary>
    public required string Headers { get; init; }

    public required string ContentType { get; init; }

    public required byte[] Body { get; init; }

    public byte[]? EditedBody { get; set; }

    public required DateTimeOffset FailedAt { get; init; }

    public required DateTimeOffset TakenInAt { get; init; }

    /// <summary>How often in a row it was retried unchanged before.</summary>
    public required int PutBacks { get; init; }

    /// <summary>One of <see cref="FailedMessageStatus" />.</summary>
    public required string Status { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    public Guid? ActionId { get; set; }
}

public static class FailedMessageStatus
{
    public const string Waiting = nameof(Waiting);

    public const string PutBack = nameof(PutBack);

    public const string PutBackEdited = nameof(PutBackEdited);

    public const string Discarded = nameof(Discarded);
}

namespace EventDriven.Contracts.Operations;

/// <summary>
/// Command: retry failed messages in the queues in which they failed. Sent by Operations' pages to Operations itself,
/// which records the action and sends the messages in one transaction. Idempotent by ActionId.
/// </summary>
[EntityName("operations.put-back-messages")]
[MessageUrn("operations.put-back-messages")]
[FaultEntityName("operations.put-back-messages.fault")]
public sealed record PutBackMessages
{
    /// <summary>This action; what arrives twice is done once.</summary>
    public required Guid ActionId { get; init; }

    /// <summary>Which, by the ids that they were taken in under.</summary>
    public required IReadOnlyList<Guid> FailedMessageIds { get; init; }

    /// <summary>
    /// The edited message as JSON, without its envelope; for one message only. Null sends each unchanged.
    /// </summary>
    public string? Body { get; init; }

    /// <summary>Why, in the operator's words; kept with the action.</summary>
    public required string Reason { get; init; }

    /// <summary>Who, by the subject of their token.</summary>
    public required string Operator { get; init; }

    /// <summary>When it was asked for (UTC).</summary>
    public required DateTimeOffset At { get; init; }
}

namespace EventDriven.Contracts.Operations;

/// <summary>
/// Command: discard failed messages. Sent by Operations' pages to Operations itself, which records the action.
/// Idempotent by ActionId.
/// </summary>
[EntityName("operations.discard-messages")]
[MessageUrn("operations.discard-messages")]
[FaultEntityName("operations.discard-messages.fault")]
public sealed record DiscardMessages
{
    /// <summary>This action; what arrives twice is done once.</summary>
    public required Guid ActionId { get; init; }

    /// <summary>Which, by the ids that they were taken in under.</summary>
    public required IReadOnlyList<Guid> FailedMessageIds { get; init; }

    /// <summary>Why, in the operator's words; kept with the action.</summary>
    public required string Reason { get; init; }

    /// <summary>Who, by the subject of their token.</summary>
    public required string Operator { get; init; }

    /// <summary>When it was asked for (UTC).</summary>
    public required DateTimeOffset At { get; init; }
}

namespace EventDriven.Contracts.Operations;

/// <summary>
/// Command: discard failed messages. Sent by Operations to itself; the handler records the action. Idempotent by
/// ActionId.
/// </summary>
[EntityName("operations.discard-messages")]
[MessageUrn("operations.discard-messages")]
[FaultEntityName("operations.discard-messages.fault")]
public sealed record DiscardMessages
{
    /// <summary>The action's id.</summary>
    public required Guid ActionId { get; init; }

    /// <summary>The ids under which Operations stored them.</summary>
    public required IReadOnlyList<Guid> FailedMessageIds { get; init; }

    /// <summary>In the operator's words; stored with the action.</summary>
    public required string Reason { get; init; }

    /// <summary>Subject of the operator's token.</summary>
    public required string Operator { get; init; }

    /// <summary>When it was requested (UTC).</summary>
    public required DateTimeOffset At { get; init; }
}

namespace EventDriven.Contracts.Operations;

/// <summary>
/// Command: retry failed messages in the queues in which they failed. Sent by Operations to itself; the handler records
/// the action and sends the messages, in one transaction. Idempotent by ActionId.
/// </summary>
[EntityName("operations.put-back-messages")]
[MessageUrn("operations.put-back-messages")]
[FaultEntityName("operations.put-back-messages.fault")]
public sealed record PutBackMessages
{
    /// <summary>The action's id.</summary>
    public required Guid ActionId { get; init; }

    /// <summary>The ids under which Operations stored them.</summary>
    public required IReadOnlyList<Guid> FailedMessageIds { get; init; }

    /// <summary>Edited JSON without the envelope, for one message only. Null sends each unchanged.</summary>
    public string? Body { get; init; }

    /// <summary>In the operator's words; stored with the action.</summary>
    public required string Reason { get; init; }

    /// <summary>Subject of the operator's token.</summary>
    public required string Operator { get; init; }

    /// <summary>When it was requested (UTC).</summary>
    public required DateTimeOffset At { get; init; }
}

using MassTransit;

namespace EventDriven.Contracts.Operations;

/// <summary>
/// Command: failed messages are to go back to the queues that they came from. Sent by Operations' pages to Operations
/// itself, which keeps who, when and why and, in one transaction with that, sends them; done once, however often this
/// arrives.
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
    /// What the message is to say instead, as JSON; the envelope around it stays. For one message only. Null sends each
    /// as it was.
    /// </summary>
    public string? Body { get; init; }

    /// <summary>Why, in the operator's words; kept with the action.</summary>
    public required string Reason { get; init; }

    /// <summary>Who, by the subject of their token.</summary>
    public required string Operator { get; init; }

    /// <summary>When it was asked for (UTC).</summary>
    public required DateTimeOffset At { get; init; }
}

namespace EventDriven.Contracts.Operations;

/// <summary>
/// Command: an operator acts on an order. Sent by Operations' pages to Operations itself, which records the action and
/// sends the command to the order saga in one transaction. Idempotent by ActionId.
/// </summary>
[EntityName("operations.act-on-order")]
[MessageUrn("operations.act-on-order")]
[FaultEntityName("operations.act-on-order.fault")]
public sealed record ActOnOrder
{
    /// <summary>This action; what arrives twice is done once.</summary>
    public required Guid ActionId { get; init; }

    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>What: Cancel, Approve, Reject, AskAgain or Resume.</summary>
    public required string Action { get; init; }

    /// <summary>Why, in the operator's words; kept with the action.</summary>
    public required string Reason { get; init; }

    /// <summary>Who, by the subject of their token.</summary>
    public required string Operator { get; init; }

    /// <summary>When it was asked for (UTC).</summary>
    public required DateTimeOffset At { get; init; }
}

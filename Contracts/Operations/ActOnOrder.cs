namespace EventDriven.Contracts.Operations;

/// <summary>
/// Command: an operator acts on an order. Sent by Operations to itself; the handler records the action and sends its
/// command to the saga, in one transaction. Idempotent by ActionId.
/// </summary>
[EntityName("operations.act-on-order")]
[MessageUrn("operations.act-on-order")]
[FaultEntityName("operations.act-on-order.fault")]
public sealed record ActOnOrder
{
    /// <summary>The action's id.</summary>
    public required Guid ActionId { get; init; }

    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Cancel, Approve, Reject, AskAgain, Resume or GiveUpDispatch.</summary>
    public required string Action { get; init; }

    /// <summary>In the operator's words; stored with the action.</summary>
    public required string Reason { get; init; }

    /// <summary>Subject of the operator's token.</summary>
    public required string Operator { get; init; }

    /// <summary>When it was requested (UTC).</summary>
    public required DateTimeOffset At { get; init; }
}

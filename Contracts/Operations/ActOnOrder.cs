using MassTransit;

namespace EventDriven.Contracts.Operations;

/// <summary>
/// Command: an operator acts on an order. Sent by Operations' pages to Operations itself, which keeps who, when and why
/// and, in one transaction with that, sends the order saga the command; done once, however often this arrives.
/// </summary>
[EntityName("operations.act-on-order")]
[MessageUrn("operations.act-on-order")]
[FaultEntityName("operations.act-on-order.fault")]
public sealed record ActOnOrder
{
    /// <summary>This action; what arrives twice is done once.</summary>
    public required Guid ActionId { get; init; }

    /// <summary>The order; correlates every message of its workflow.</summary>
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

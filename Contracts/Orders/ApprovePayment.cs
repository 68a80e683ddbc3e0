namespace EventDriven.Contracts.Orders;

/// <summary>
/// Command: an operator accepts a payment under review. Sent by the entry API and Operations; handled by the saga,
/// which books the shipment. Ignored outside AwaitingReview.
/// </summary>
[EntityName("orders.approve-payment")]
[MessageUrn("orders.approve-payment")]
[FaultEntityName("orders.approve-payment.fault")]
public sealed record ApprovePayment
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The operator's note.</summary>
    public string? Reason { get; init; }
}

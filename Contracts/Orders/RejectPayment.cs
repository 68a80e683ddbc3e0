namespace EventDriven.Contracts.Orders;

/// <summary>
/// Command: an operator refuses a payment under review. Sent by the entry API and Operations; handled by the saga,
/// which compensates and ends in Rejected. Ignored outside AwaitingReview.
/// </summary>
[EntityName("orders.reject-payment")]
[MessageUrn("orders.reject-payment")]
[FaultEntityName("orders.reject-payment.fault")]
public sealed record RejectPayment
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Becomes the order's reason.</summary>
    public required string Reason { get; init; }
}

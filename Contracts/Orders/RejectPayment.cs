namespace EventDriven.Contracts.Orders;

/// <summary>
/// Command: an operator refuses a payment that the provider wants reviewed. Sent by the entry API; handled by the order
/// saga in AwaitingReview, which compensates and ends in Rejected; ignored in any other state.
/// </summary>
[EntityName("orders.reject-payment")]
[MessageUrn("orders.reject-payment")]
[FaultEntityName("orders.reject-payment.fault")]
public sealed record RejectPayment
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Why; becomes the order's reason.</summary>
    public required string Reason { get; init; }
}

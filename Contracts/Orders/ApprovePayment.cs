namespace EventDriven.Contracts.Orders;

/// <summary>
/// Command: an operator accepts a payment that the provider wants reviewed. Sent by the entry API; handled by the order
/// saga in AwaitingReview, which goes on to book the shipment; ignored in any other state.
/// </summary>
[EntityName("orders.approve-payment")]
[MessageUrn("orders.approve-payment")]
[FaultEntityName("orders.approve-payment.fault")]
public sealed record ApprovePayment
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>What the operator noted.</summary>
    public string? Reason { get; init; }
}

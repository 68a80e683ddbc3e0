namespace EventDriven.Contracts.Payments;

/// <summary>
/// Event: nothing taken for the order is kept. Published by Payments in answer to RefundPayment; handled by the saga.
/// </summary>
[EntityName("payments.payment-refunded")]
[MessageUrn("payments.payment-refunded")]
[FaultEntityName("payments.payment-refunded.fault")]
public sealed record PaymentRefunded
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }
}

namespace EventDriven.Contracts.Payments;

/// <summary>
/// Event: nothing that was taken for the order is kept. Published by Payments in answer to RefundPayment; handled by
/// the order saga.
/// </summary>
[EntityName("payments.payment-refunded")]
[MessageUrn("payments.payment-refunded")]
[FaultEntityName("payments.payment-refunded.fault")]
public sealed record PaymentRefunded
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }
}

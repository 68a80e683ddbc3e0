namespace EventDriven.Contracts.Payments;

/// <summary>
/// Event: nothing is set aside for the order any more. Published by Payments in answer to VoidPayment; handled by the
/// order saga.
/// </summary>
[EntityName("payments.payment-voided")]
[MessageUrn("payments.payment-voided")]
[FaultEntityName("payments.payment-voided.fault")]
public sealed record PaymentVoided
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }
}

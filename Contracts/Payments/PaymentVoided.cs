namespace EventDriven.Contracts.Payments;

/// <summary>
/// Event: the authorisation is voided, or none was made. Published by Payments in answer to VoidPayment; handled by the
/// saga.
/// </summary>
[EntityName("payments.payment-voided")]
[MessageUrn("payments.payment-voided")]
[FaultEntityName("payments.payment-voided.fault")]
public sealed record PaymentVoided
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }
}

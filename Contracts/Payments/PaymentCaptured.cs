namespace EventDriven.Contracts.Payments;

/// <summary>
/// Event: the amount has been taken. Published by Payments in answer to CapturePayment; handled by the order saga,
/// which has the parcel dispatched.
/// </summary>
[EntityName("payments.payment-captured")]
[MessageUrn("payments.payment-captured")]
[FaultEntityName("payments.payment-captured.fault")]
public sealed record PaymentCaptured
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The provider's reference.</summary>
    public required string CaptureId { get; init; }
}

namespace EventDriven.Contracts.Payments;

/// <summary>
/// Event: the amount was taken. Published by Payments in answer to CapturePayment; handled by the saga, which
/// dispatches the parcel.
/// </summary>
[EntityName("payments.payment-captured")]
[MessageUrn("payments.payment-captured")]
[FaultEntityName("payments.payment-captured.fault")]
public sealed record PaymentCaptured
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The provider's reference.</summary>
    public required string CaptureId { get; init; }
}

namespace EventDriven.Contracts.Payments;

/// <summary>
/// Command, the pivot: take the authorised amount. Sent by the saga; handled by Payments, which answers PaymentCaptured
/// or CaptureFailed. After RefundPayment or VoidPayment, always CaptureFailed. Repeated, it has the same answer.
/// </summary>
[EntityName("payments.capture-payment")]
[MessageUrn("payments.capture-payment")]
[FaultEntityName("payments.capture-payment.fault")]
public sealed record CapturePayment
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The authorised amount.</summary>
    public required Money Amount { get; init; }
}

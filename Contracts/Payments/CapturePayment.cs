namespace EventDriven.Contracts.Payments;

/// <summary>
/// Command, the pivot: takes the authorised amount. Sent by the order saga; handled by Payments, which answers
/// PaymentCaptured or CaptureFailed, and the same answer again when asked again. Fails when RefundPayment or
/// VoidPayment came first.
/// </summary>
[EntityName("payments.capture-payment")]
[MessageUrn("payments.capture-payment")]
[FaultEntityName("payments.capture-payment.fault")]
public sealed record CapturePayment
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>What to take: what was authorised.</summary>
    public required Money Amount { get; init; }
}

namespace EventDriven.Contracts.Payments;

/// <summary>
/// Compensating command: pays the captured amount back; succeeds when nothing was captured, and bars a later
/// CapturePayment. Sent by the order saga; handled by Payments, which answers PaymentRefunded.
/// </summary>
[EntityName("payments.refund-payment")]
[MessageUrn("payments.refund-payment")]
[FaultEntityName("payments.refund-payment.fault")]
public sealed record RefundPayment
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }
}

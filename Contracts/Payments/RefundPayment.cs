namespace EventDriven.Contracts.Payments;

/// <summary>
/// Compensating command: refund the captured amount, if any, and bar a later CapturePayment. Sent by the saga; handled
/// by Payments, which answers PaymentRefunded.
/// </summary>
[EntityName("payments.refund-payment")]
[MessageUrn("payments.refund-payment")]
[FaultEntityName("payments.refund-payment.fault")]
public sealed record RefundPayment
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }
}

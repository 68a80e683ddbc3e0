namespace EventDriven.Contracts.Payments;

/// <summary>
/// Compensating command: gives up the authorisation; succeeds when there was none, and bars a later AuthorisePayment.
/// Sent by the order saga; handled by Payments, which answers PaymentVoided.
/// </summary>
[EntityName("payments.void-payment")]
[MessageUrn("payments.void-payment")]
[FaultEntityName("payments.void-payment.fault")]
public sealed record VoidPayment
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }
}

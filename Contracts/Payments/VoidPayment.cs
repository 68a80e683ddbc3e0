namespace EventDriven.Contracts.Payments;

/// <summary>
/// Compensating command: void the authorisation, if any, and bar a later AuthorisePayment. Sent by the saga; handled by
/// Payments, which answers PaymentVoided.
/// </summary>
[EntityName("payments.void-payment")]
[MessageUrn("payments.void-payment")]
[FaultEntityName("payments.void-payment.fault")]
public sealed record VoidPayment
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }
}

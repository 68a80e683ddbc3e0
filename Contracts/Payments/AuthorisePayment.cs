namespace EventDriven.Contracts.Payments;

/// <summary>
/// Command: have the provider set the amount aside. Sent by the saga; handled by Payments, which answers
/// PaymentAuthorised, PaymentReviewRequired or PaymentDeclined. After VoidPayment, always PaymentDeclined. Repeated, it
/// has the same answer.
/// </summary>
[EntityName("payments.authorise-payment")]
[MessageUrn("payments.authorise-payment")]
[FaultEntityName("payments.authorise-payment.fault")]
public sealed record AuthorisePayment
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>What to set aside.</summary>
    public required Money Amount { get; init; }

    /// <summary>The payment provider's token.</summary>
    public required string PaymentToken { get; init; }
}

namespace EventDriven.Contracts.Payments;

/// <summary>
/// Command: has the provider set the amount aside. Sent by the order saga; handled by Payments, which answers
/// PaymentAuthorised, PaymentReviewRequired or PaymentDeclined, and the same answer again when asked again. Declined
/// when VoidPayment came first.
/// </summary>
[EntityName("payments.authorise-payment")]
[MessageUrn("payments.authorise-payment")]
[FaultEntityName("payments.authorise-payment.fault")]
public sealed record AuthorisePayment
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>What to set aside.</summary>
    public required Money Amount { get; init; }

    /// <summary>The provider's token for the means of payment.</summary>
    public required string PaymentToken { get; init; }
}

namespace EventDriven.Contracts.Payments;

/// <summary>
/// Event: the amount is set aside, and the provider wants a person to look at it first. Published by Payments in answer
/// to AuthorisePayment; handled by the order saga, which waits for ApprovePayment or RejectPayment.
/// </summary>
[EntityName("payments.payment-review-required")]
[MessageUrn("payments.payment-review-required")]
[FaultEntityName("payments.payment-review-required.fault")]
public sealed record PaymentReviewRequired
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The provider's reference.</summary>
    public required string AuthorisationId { get; init; }

    /// <summary>What the provider found worth a look.</summary>
    public required string Reason { get; init; }
}

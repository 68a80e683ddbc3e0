namespace EventDriven.Contracts.Payments;

/// <summary>
/// Event: the amount is authorised, and the provider wants a review. Published by Payments in answer to
/// AuthorisePayment; handled by the saga, which waits for ApprovePayment or RejectPayment.
/// </summary>
[EntityName("payments.payment-review-required")]
[MessageUrn("payments.payment-review-required")]
[FaultEntityName("payments.payment-review-required.fault")]
public sealed record PaymentReviewRequired
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The provider's reference.</summary>
    public required string AuthorisationId { get; init; }

    /// <summary>Why the provider wants a review.</summary>
    public required string Reason { get; init; }
}

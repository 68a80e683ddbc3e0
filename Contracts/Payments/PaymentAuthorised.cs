namespace EventDriven.Contracts.Payments;

/// <summary>
/// Event: the amount is authorised. Published by Payments in answer to AuthorisePayment; handled by the saga, which
/// books the shipment.
/// </summary>
[EntityName("payments.payment-authorised")]
[MessageUrn("payments.payment-authorised")]
[FaultEntityName("payments.payment-authorised.fault")]
public sealed record PaymentAuthorised
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The provider's reference.</summary>
    public required string AuthorisationId { get; init; }
}

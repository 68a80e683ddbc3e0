namespace EventDriven.Contracts.Payments;

/// <summary>
/// Event: the authorisation is declined. Published by Payments in answer to AuthorisePayment; handled by the saga,
/// which releases the stock and rejects the order.
/// </summary>
[EntityName("payments.payment-declined")]
[MessageUrn("payments.payment-declined")]
[FaultEntityName("payments.payment-declined.fault")]
public sealed record PaymentDeclined
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>For the customer to read.</summary>
    public required string Reason { get; init; }
}

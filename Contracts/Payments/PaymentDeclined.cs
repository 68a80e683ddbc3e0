namespace EventDriven.Contracts.Payments;

/// <summary>
/// Event: nothing is set aside. Published by Payments in answer to AuthorisePayment; handled by the order saga, which
/// releases the stock and rejects the order.
/// </summary>
[EntityName("payments.payment-declined")]
[MessageUrn("payments.payment-declined")]
[FaultEntityName("payments.payment-declined.fault")]
public sealed record PaymentDeclined
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Why, fit for the customer's eyes.</summary>
    public required string Reason { get; init; }
}

namespace EventDriven.Contracts.Orders;

/// <summary>
/// Command: begins the workflow of one order. Sent by the entry API, in the transaction that accepts the order; handled
/// by the order saga, which starts at most once for an OrderId however often this arrives.
/// </summary>
[EntityName("orders.submit-order")]
[MessageUrn("orders.submit-order")]
[FaultEntityName("orders.submit-order.fault")]
public sealed record SubmitOrder
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The customer, as the client named them.</summary>
    public required string CustomerId { get; init; }

    /// <summary>The address for the mail about the order's end.</summary>
    public required string Email { get; init; }

    /// <summary>
    /// What is ordered: at least one line, no SKU twice. Prices are not the client's: Inventory answers them.
    /// </summary>
    public required IReadOnlyList<OrderLine> Lines { get; init; }

    /// <summary>The payment provider's token for the means of payment; never a card number.</summary>
    public required string PaymentToken { get; init; }

    /// <summary>Where the parcel goes.</summary>
    public required PostalAddress ShipTo { get; init; }

    /// <summary>When the entry API accepted the order (UTC).</summary>
    public required DateTimeOffset SubmittedAt { get; init; }
}

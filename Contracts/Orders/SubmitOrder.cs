namespace EventDriven.Contracts.Orders;

/// <summary>
/// Command: begin an order's workflow. Sent by the entry API, in the transaction that accepts the order; handled by the
/// saga, which starts once per OrderId. Sent again, with a higher epoch, if the saga has lost the order.
/// </summary>
[EntityName("orders.submit-order")]
[MessageUrn("orders.submit-order")]
[FaultEntityName("orders.submit-order.fault")]
public sealed record SubmitOrder
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The customer's id, as the client gave it.</summary>
    public required string CustomerId { get; init; }

    /// <summary>For the mail about the order's end.</summary>
    public required string Email { get; init; }

    /// <summary>At least one line, no SKU twice. Inventory sets the prices.</summary>
    public required IReadOnlyList<OrderLine> Lines { get; init; }

    /// <summary>The payment provider's token, never a card number.</summary>
    public required string PaymentToken { get; init; }

    /// <summary>Where the parcel goes.</summary>
    public required PostalAddress ShipTo { get; init; }

    /// <summary>When the entry API accepted the order (UTC).</summary>
    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>Of the history that begins with this command; null means 1.</summary>
    public int? Epoch { get; init; }

    /// <summary>
    /// True if the saga has lost a part of the order's history: an order of a lower epoch begins again, whatever its
    /// state. Every step is asked for again, and answered as recorded. Null means false.
    /// </summary>
    public bool? BeginAgain { get; init; }
}

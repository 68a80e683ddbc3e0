namespace EventDriven.EntryApi.Endpoints.Requests;

/// <summary>
/// Body of POST /orders. Everything is nullable here, so that whatever is missing is named in one answer, by
/// <see cref="PlaceOrderValidator"/>, and not the first of it alone by the JSON reader.
/// </summary>
public sealed record PlaceOrder
{
    /// <summary>The customer, as the client names them.</summary>
    public string? CustomerId { get; init; }

    /// <summary>Where the customer is told how the order ended.</summary>
    public string? Email { get; init; }

    /// <summary>What is ordered.</summary>
    public IReadOnlyList<PlaceOrderLine?>? Lines { get; init; }

    /// <summary>How it is paid.</summary>
    public PlaceOrderPayment? Payment { get; init; }

    /// <summary>Where the parcel goes.</summary>
    public PlaceOrderAddress? ShipTo { get; init; }
}

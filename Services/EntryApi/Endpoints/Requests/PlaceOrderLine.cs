namespace EventDriven.EntryApi.Endpoints.Requests;

/// <summary>One line of <see cref="PlaceOrder"/>.</summary>
public sealed record PlaceOrderLine
{
    /// <summary>The product's stock-keeping unit.</summary>
    public string? Sku { get; init; }

    /// <summary>How many.</summary>
    public int? Quantity { get; init; }
}

namespace EventDriven.EntryApi.Endpoints.Requests;

/// <summary>Body of POST /products/{sku}/restock.</summary>
public sealed record RequestRestock
{
    /// <summary>How many pieces have come.</summary>
    public int? Quantity { get; init; }
}

using System.ComponentModel.DataAnnotations;

namespace EventDriven.EntryApi.Endpoints.Requests;

/// <summary>Body of POST /products/{sku}/restock.</summary>
public sealed record RequestRestock
{
    /// <summary>How many pieces have come.</summary>
    [Required, Range(1, 100_000)]
    public int? Quantity { get; init; }
}

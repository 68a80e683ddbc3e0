using System.ComponentModel.DataAnnotations;

namespace EventDriven.EntryApi.Endpoints.Requests;

/// <summary>One line of <see cref="PlaceOrder"/>.</summary>
public sealed record PlaceOrderLine
{
    /// <summary>The product's stock-keeping unit.</summary>
    [Required, MaxLength(64)]
    public string? Sku { get; init; }

    /// <summary>How many.</summary>
    [Required, Range(1, PlaceOrderValidator.MaxQuantity)]
    public int? Quantity { get; init; }
}

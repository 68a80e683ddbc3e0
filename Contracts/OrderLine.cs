namespace EventDriven.Contracts;

/// <summary>A line of an order.</summary>
public sealed record OrderLine
{
    /// <summary>Stock-keeping unit, as in the catalogue.</summary>
    public required string Sku { get; init; }

    /// <summary>At least 1.</summary>
    public required int Quantity { get; init; }
}

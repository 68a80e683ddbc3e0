namespace EventDriven.Contracts.Inventory;

/// <summary>A line of an order with its price.</summary>
public sealed record PricedLine
{
    /// <summary>Stock-keeping unit.</summary>
    public required string Sku { get; init; }

    /// <summary>At least 1.</summary>
    public required int Quantity { get; init; }

    /// <summary>Price of one piece.</summary>
    public required Money UnitPrice { get; init; }
}

namespace EventDriven.Contracts.Inventory;

/// <summary>One line of an order with its price.</summary>
public sealed record PricedLine
{
    /// <summary>The product's stock-keeping unit.</summary>
    public required string Sku { get; init; }

    /// <summary>How many.</summary>
    public required int Quantity { get; init; }

    /// <summary>The price of one.</summary>
    public required Money UnitPrice { get; init; }
}

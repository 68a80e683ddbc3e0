namespace EventDriven.Contracts;

/// <summary>One line of an order.</summary>
public sealed record OrderLine
{
    /// <summary>The product's stock-keeping unit, as the catalogue has it.</summary>
    public required string Sku { get; init; }

    /// <summary>How many; at least 1.</summary>
    public required int Quantity { get; init; }
}

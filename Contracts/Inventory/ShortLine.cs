namespace EventDriven.Contracts.Inventory;

/// <summary>One line of an order that cannot be met.</summary>
public sealed record ShortLine
{
    /// <summary>The product's stock-keeping unit.</summary>
    public required string Sku { get; init; }

    /// <summary>How many were asked for.</summary>
    public required int Requested { get; init; }

    /// <summary>How many could have been held; 0 for an unknown SKU.</summary>
    public required int Available { get; init; }
}

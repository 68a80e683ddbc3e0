namespace EventDriven.Contracts.Inventory;

/// <summary>A line of an order that cannot be met.</summary>
public sealed record ShortLine
{
    /// <summary>Stock-keeping unit.</summary>
    public required string Sku { get; init; }

    /// <summary>Pieces ordered.</summary>
    public required int Requested { get; init; }

    /// <summary>Pieces that could be held; 0 for an unknown SKU.</summary>
    public required int Available { get; init; }
}

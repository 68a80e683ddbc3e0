namespace EventDriven.Contracts.Inventory;

/// <summary>A product of the catalogue.</summary>
public sealed record Product
{
    /// <summary>Stock-keeping unit.</summary>
    public required string Sku { get; init; }

    /// <summary>The name that customers read.</summary>
    public required string Name { get; init; }

    /// <summary>Price of one piece.</summary>
    public required Money Price { get; init; }

    /// <summary>Pieces that can be ordered now.</summary>
    public required int Available { get; init; }
}

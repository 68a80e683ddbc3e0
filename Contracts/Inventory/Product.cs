namespace EventDriven.Contracts.Inventory;

/// <summary>One product of the catalogue.</summary>
public sealed record Product
{
    /// <summary>The stock-keeping unit.</summary>
    public required string Sku { get; init; }

    /// <summary>What it is.</summary>
    public required string Name { get; init; }

    /// <summary>The price of one.</summary>
    public required Money Price { get; init; }

    /// <summary>How many can be ordered now.</summary>
    public required int Available { get; init; }
}

namespace EventDriven.Contracts.Inventory;

/// <summary>Response to GetProducts.</summary>
[EntityName("inventory.product-catalogue")]
[MessageUrn("inventory.product-catalogue")]
[FaultEntityName("inventory.product-catalogue.fault")]
public sealed record ProductCatalogue
{
    /// <summary>Every product, ordered by SKU.</summary>
    public required IReadOnlyList<Product> Products { get; init; }
}

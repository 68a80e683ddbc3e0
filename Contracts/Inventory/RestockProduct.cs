namespace EventDriven.Contracts.Inventory;

/// <summary>
/// Command: add delivered pieces of a product, once per RestockId. Sent by the entry API; handled by Inventory, which
/// responds with ProductRestocked, ProductUnknown or RestockRefused.
/// </summary>
[EntityName("inventory.restock-product")]
[MessageUrn("inventory.restock-product")]
[FaultEntityName("inventory.restock-product.fault")]
public sealed record RestockProduct
{
    /// <summary>The delivery's id.</summary>
    public required Guid RestockId { get; init; }

    /// <summary>Stock-keeping unit, as in the catalogue.</summary>
    public required string Sku { get; init; }

    /// <summary>At least 1.</summary>
    public required int Quantity { get; init; }
}

namespace EventDriven.Contracts.Inventory;

/// <summary>
/// Command: adds pieces of a product that have come into the warehouse. Sent by the entry API; handled by Inventory,
/// which responds with ProductRestocked, ProductUnknown or RestockRefused. The stock is added once for a RestockId,
/// however often this arrives.
/// </summary>
[EntityName("inventory.restock-product")]
[MessageUrn("inventory.restock-product")]
[FaultEntityName("inventory.restock-product.fault")]
public sealed record RestockProduct
{
    /// <summary>The delivery: whoever asks again for the same gives the same.</summary>
    public required Guid RestockId { get; init; }

    /// <summary>The product's stock-keeping unit, as the catalogue has it.</summary>
    public required string Sku { get; init; }

    /// <summary>How many have come; at least 1.</summary>
    public required int Quantity { get; init; }
}

namespace EventDriven.Contracts.Inventory;

/// <summary>
/// Response to RestockProduct: the stock is added. The same response for the same RestockId, whatever the stock now.
/// </summary>
[EntityName("inventory.product-restocked")]
[MessageUrn("inventory.product-restocked")]
[FaultEntityName("inventory.product-restocked.fault")]
public sealed record ProductRestocked
{
    /// <summary>The delivery.</summary>
    public required Guid RestockId { get; init; }

    /// <summary>The product as it was when the stock had been added.</summary>
    public required Product Product { get; init; }
}

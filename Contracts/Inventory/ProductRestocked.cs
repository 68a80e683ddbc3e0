namespace EventDriven.Contracts.Inventory;

/// <summary>Response to RestockProduct: the stock was added. A repeated RestockId has the same response.</summary>
[EntityName("inventory.product-restocked")]
[MessageUrn("inventory.product-restocked")]
[FaultEntityName("inventory.product-restocked.fault")]
public sealed record ProductRestocked
{
    /// <summary>The delivery's id.</summary>
    public required Guid RestockId { get; init; }

    /// <summary>As it was after the stock was added.</summary>
    public required Product Product { get; init; }
}

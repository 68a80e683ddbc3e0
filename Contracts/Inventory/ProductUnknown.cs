namespace EventDriven.Contracts.Inventory;

/// <summary>Response to RestockProduct: no such product. The RestockId is not recorded.</summary>
[EntityName("inventory.product-unknown")]
[MessageUrn("inventory.product-unknown")]
[FaultEntityName("inventory.product-unknown.fault")]
public sealed record ProductUnknown
{
    /// <summary>The delivery's id.</summary>
    public required Guid RestockId { get; init; }

    /// <summary>The unknown SKU.</summary>
    public required string Sku { get; init; }
}

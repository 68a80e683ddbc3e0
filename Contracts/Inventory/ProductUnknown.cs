namespace EventDriven.Contracts.Inventory;

/// <summary>
/// Response to RestockProduct: there is no product of this SKU. The RestockId is not recorded.
/// </summary>
[EntityName("inventory.product-unknown")]
[MessageUrn("inventory.product-unknown")]
[FaultEntityName("inventory.product-unknown.fault")]
public sealed record ProductUnknown
{
    /// <summary>The delivery.</summary>
    public required Guid RestockId { get; init; }

    /// <summary>What was asked for.</summary>
    public required string Sku { get; init; }
}

namespace EventDriven.Contracts.Inventory;

/// <summary>
/// Event: nothing is held for the order. Published by Inventory in answer to ReleaseStock; handled by the saga.
/// </summary>
[EntityName("inventory.stock-released")]
[MessageUrn("inventory.stock-released")]
[FaultEntityName("inventory.stock-released.fault")]
public sealed record StockReleased
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }
}

namespace EventDriven.Contracts.Inventory;

/// <summary>
/// Event: nothing is held for the order any more. Published by Inventory in answer to ReleaseStock; handled by the
/// order saga.
/// </summary>
[EntityName("inventory.stock-released")]
[MessageUrn("inventory.stock-released")]
[FaultEntityName("inventory.stock-released.fault")]
public sealed record StockReleased
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }
}

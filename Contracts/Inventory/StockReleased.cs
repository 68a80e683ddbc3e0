using MassTransit;

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
    /// <summary>The order; correlates every message of its workflow.</summary>
    public required Guid OrderId { get; init; }
}

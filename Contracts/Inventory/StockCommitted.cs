namespace EventDriven.Contracts.Inventory;

/// <summary>
/// Event: the order's stock has left the warehouse. Published by Inventory after ShipmentDispatched, once per order.
/// </summary>
[EntityName("inventory.stock-committed")]
[MessageUrn("inventory.stock-committed")]
[FaultEntityName("inventory.stock-committed.fault")]
public sealed record StockCommitted
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }
}

namespace EventDriven.Contracts.Inventory;

/// <summary>
/// Event: what was held for the order has left the warehouse for good. Published by Inventory when it learns of
/// ShipmentDispatched, once for an order.
/// </summary>
[EntityName("inventory.stock-committed")]
[MessageUrn("inventory.stock-committed")]
[FaultEntityName("inventory.stock-committed.fault")]
public sealed record StockCommitted
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }
}

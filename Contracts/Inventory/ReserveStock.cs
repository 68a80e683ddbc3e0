namespace EventDriven.Contracts.Inventory;

/// <summary>
/// Command: hold stock for all lines, or for none. Sent by the saga; handled by Inventory, which answers StockReserved
/// or StockShort. After ReleaseStock, always StockShort. Repeated, it has the same answer.
/// </summary>
[EntityName("inventory.reserve-stock")]
[MessageUrn("inventory.reserve-stock")]
[FaultEntityName("inventory.reserve-stock.fault")]
public sealed record ReserveStock
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>What to hold.</summary>
    public required IReadOnlyList<OrderLine> Lines { get; init; }
}

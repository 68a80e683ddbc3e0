namespace EventDriven.Contracts.Inventory;

/// <summary>
/// Command: holds stock for every line of an order, or for none. Sent by the order saga; handled by Inventory, which
/// answers StockReserved or StockShort, and the same answer again when asked again. Refused with StockShort when
/// ReleaseStock came first.
/// </summary>
[EntityName("inventory.reserve-stock")]
[MessageUrn("inventory.reserve-stock")]
[FaultEntityName("inventory.reserve-stock.fault")]
public sealed record ReserveStock
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>What to hold.</summary>
    public required IReadOnlyList<OrderLine> Lines { get; init; }
}

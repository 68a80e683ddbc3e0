namespace EventDriven.Contracts.Inventory;

/// <summary>
/// Compensating command: release the order's stock, if any, and bar a later ReserveStock. Sent by the saga; handled by
/// Inventory, which answers StockReleased.
/// </summary>
[EntityName("inventory.release-stock")]
[MessageUrn("inventory.release-stock")]
[FaultEntityName("inventory.release-stock.fault")]
public sealed record ReleaseStock
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }
}

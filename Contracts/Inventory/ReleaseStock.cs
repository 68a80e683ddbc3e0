namespace EventDriven.Contracts.Inventory;

/// <summary>
/// Compensating command: releases what was held for the order; succeeds when nothing was held, and bars a later
/// ReserveStock. Sent by the order saga; handled by Inventory, which answers StockReleased.
/// </summary>
[EntityName("inventory.release-stock")]
[MessageUrn("inventory.release-stock")]
[FaultEntityName("inventory.release-stock.fault")]
public sealed record ReleaseStock
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }
}

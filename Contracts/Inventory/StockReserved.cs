namespace EventDriven.Contracts.Inventory;

/// <summary>
/// Event: stock is held for all lines. Published by Inventory in answer to ReserveStock; handled by the saga, which
/// authorises the payment of Total.
/// </summary>
[EntityName("inventory.stock-reserved")]
[MessageUrn("inventory.stock-reserved")]
[FaultEntityName("inventory.stock-reserved.fault")]
public sealed record StockReserved
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Sum of the lines, at Inventory's prices.</summary>
    public required Money Total { get; init; }

    /// <summary>With unit prices.</summary>
    public required IReadOnlyList<PricedLine> Lines { get; init; }
}

namespace EventDriven.Contracts.Inventory;

/// <summary>
/// Event: stock is held for every line, at these prices. Published by Inventory in answer to ReserveStock; handled by
/// the order saga, which authorises the payment of Total.
/// </summary>
[EntityName("inventory.stock-reserved")]
[MessageUrn("inventory.stock-reserved")]
[FaultEntityName("inventory.stock-reserved.fault")]
public sealed record StockReserved
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>What the lines cost together, at Inventory's prices.</summary>
    public required Money Total { get; init; }

    /// <summary>The lines with their unit prices.</summary>
    public required IReadOnlyList<PricedLine> Lines { get; init; }
}

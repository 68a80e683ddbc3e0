namespace EventDriven.Contracts.Inventory;

/// <summary>
/// Event: nothing is held, because some lines cannot be met. Published by Inventory in answer to ReserveStock; handled
/// by the saga, which rejects the order.
/// </summary>
[EntityName("inventory.stock-short")]
[MessageUrn("inventory.stock-short")]
[FaultEntityName("inventory.stock-short.fault")]
public sealed record StockShort
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>A sentence that names the lines.</summary>
    public required string Reason { get; init; }

    /// <summary>Lines that cannot be met; empty if the order was released before.</summary>
    public required IReadOnlyList<ShortLine> Lines { get; init; }
}

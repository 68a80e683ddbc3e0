namespace EventDriven.Contracts.Inventory;

/// <summary>
/// Event: nothing is held, because these lines cannot be met. Published by Inventory in answer to ReserveStock; handled
/// by the order saga, which rejects the order with nothing to undo.
/// </summary>
[EntityName("inventory.stock-short")]
[MessageUrn("inventory.stock-short")]
[FaultEntityName("inventory.stock-short.fault")]
public sealed record StockShort
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Why, in a sentence that names the lines.</summary>
    public required string Reason { get; init; }

    /// <summary>The lines that cannot be met; empty when the order had been released before.</summary>
    public required IReadOnlyList<ShortLine> Lines { get; init; }
}

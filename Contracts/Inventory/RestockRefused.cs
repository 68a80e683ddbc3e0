namespace EventDriven.Contracts.Inventory;

/// <summary>
/// Response to RestockProduct: nothing is added, because the RestockId stands for another delivery, or the stock would
/// exceed the largest number.
/// </summary>
[EntityName("inventory.restock-refused")]
[MessageUrn("inventory.restock-refused")]
[FaultEntityName("inventory.restock-refused.fault")]
public sealed record RestockRefused
{
    /// <summary>The delivery's id.</summary>
    public required Guid RestockId { get; init; }

    /// <summary>Why, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Pieces of the other delivery with this RestockId; null if there is none.</summary>
    public int? AddedBefore { get; init; }
}

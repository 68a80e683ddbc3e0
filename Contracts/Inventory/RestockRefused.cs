namespace EventDriven.Contracts.Inventory;

/// <summary>
/// Response to RestockProduct: nothing is added, because the RestockId was used for another delivery, or the stock
/// would exceed the largest number.
/// </summary>
[EntityName("inventory.restock-refused")]
[MessageUrn("inventory.restock-refused")]
[FaultEntityName("inventory.restock-refused.fault")]
public sealed record RestockRefused
{
    /// <summary>The delivery.</summary>
    public required Guid RestockId { get; init; }

    /// <summary>Why, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>
    /// How many were added under the RestockId, where it stands for another delivery; null where it does not.
    /// </summary>
    public int? AddedBefore { get; init; }
}

using System.Text.Json;
using EventDriven.Contracts.Inventory;

namespace EventDriven.Inventory.Domain;

/// <summary>
/// A delivery that has come into the warehouse: written in the transaction that adds its pieces to the stock, so that
/// they are added once, and holding the answer, so that whoever asks again is told the same.
/// </summary>
public sealed class Restock
{
    /// <summary>The delivery, as who reported it named it.</summary>
    public required Guid RestockId { get; init; }

    /// <summary>The product.</summary>
    public required string Sku { get; init; }

    /// <summary>How many came; at least 1.</summary>
    public required int Quantity { get; init; }

    /// <summary>The answer, as JSON.</summary>
    public required string Answer { get; init; }

    /// <summary>When the stock was added (UTC).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The message that answers whoever asked for it.</summary>
    public ProductRestocked ReadAnswer() =>
        JsonSerializer.Deserialize<ProductRestocked>(Answer)
        ?? throw new InvalidOperationException($"Restock {RestockId} has no answer.");
}

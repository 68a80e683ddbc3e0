using System.Text.Json;
using EventDriven.Contracts.Inventory;

namespace EventDriven.Inventory.Domain;

/// <summary>
/// A delivery to the warehouse, saved in the transaction that adds its pieces, so that they are added once. A repeated
/// request gets the stored answer.
/// </summary>
public sealed class Restock
{
    /// <summary>Chosen by the client.</summary>
    public required Guid RestockId { get; init; }

    public required string Sku { get; init; }

    /// <summary>At least 1.</summary>
    public required int Quantity { get; init; }

    /// <summary>A ProductRestocked as JSON.</summary>
    public required string Answer { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset At { get; init; }

    public ProductRestocked ReadAnswer() =>
        JsonSerializer.Deserialize<ProductRestocked>(Answer)
        ?? throw new InvalidOperationException($"Restock {RestockId} has no answer.");
}

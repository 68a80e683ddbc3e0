namespace EventDriven.Inventory.Domain;

/// <summary>How many of one product were held for an order.</summary>
public sealed class ReservationLine
{
    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The product.</summary>
    public required string Sku { get; init; }

    /// <summary>How many; at least 1.</summary>
    public required int Quantity { get; init; }
}

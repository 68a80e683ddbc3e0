namespace EventDriven.Inventory.Domain;

/// <summary>What was held for an order, and what has become of it. An order whose stock was short has none.</summary>
public sealed class Reservation
{
    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Whether it is still held.</summary>
    public ReservationStatus Status { get; set; }

    /// <summary>When the stock was held (UTC).</summary>
    public required DateTimeOffset HeldAt { get; init; }

    /// <summary>What was held: each product once.</summary>
    public required ICollection<ReservationLine> Lines { get; init; }
}

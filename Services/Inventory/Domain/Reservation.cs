namespace EventDriven.Inventory.Domain;

/// <summary>The stock that was held for an order. An order whose stock was short has none.</summary>
public sealed class Reservation
{
    public required Guid OrderId { get; init; }

    public ReservationStatus Status { get; set; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset HeldAt { get; init; }

    /// <summary>Each product once.</summary>
    public required ICollection<ReservationLine> Lines { get; init; }
}

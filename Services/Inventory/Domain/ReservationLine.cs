namespace EventDriven.Inventory.Domain;

public sealed class ReservationLine
{
    public required Guid OrderId { get; init; }

    public required string Sku { get; init; }

    /// <summary>At least 1.</summary>
    public required int Quantity { get; init; }
}

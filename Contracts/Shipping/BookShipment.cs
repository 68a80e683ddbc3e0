namespace EventDriven.Contracts.Shipping;

/// <summary>
/// Command: book a pick-up with the carrier. Sent by the saga; handled by Shipping, which answers ShipmentBooked or
/// ShipmentRefused. After CancelShipment, always ShipmentRefused. Repeated, it has the same answer.
/// </summary>
[EntityName("shipping.book-shipment")]
[MessageUrn("shipping.book-shipment")]
[FaultEntityName("shipping.book-shipment.fault")]
public sealed record BookShipment
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Where the parcel goes.</summary>
    public required PostalAddress ShipTo { get; init; }

    /// <summary>The parcel's contents.</summary>
    public required IReadOnlyList<OrderLine> Lines { get; init; }
}

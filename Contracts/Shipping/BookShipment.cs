namespace EventDriven.Contracts.Shipping;

/// <summary>
/// Command: has the carrier set a pick-up aside for the parcel. Sent by the order saga; handled by Shipping, which
/// answers ShipmentBooked or ShipmentRefused, and the same answer again when asked again. Refused when CancelShipment
/// came first.
/// </summary>
[EntityName("shipping.book-shipment")]
[MessageUrn("shipping.book-shipment")]
[FaultEntityName("shipping.book-shipment.fault")]
public sealed record BookShipment
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Where the parcel goes.</summary>
    public required PostalAddress ShipTo { get; init; }

    /// <summary>What is in it.</summary>
    public required IReadOnlyList<OrderLine> Lines { get; init; }
}

namespace EventDriven.Contracts.Shipping;

/// <summary>
/// Event: the carrier will pick the parcel up. Published by Shipping in answer to BookShipment; handled by the saga,
/// which captures the payment.
/// </summary>
[EntityName("shipping.shipment-booked")]
[MessageUrn("shipping.shipment-booked")]
[FaultEntityName("shipping.shipment-booked.fault")]
public sealed record ShipmentBooked
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The carrier's tracking number.</summary>
    public required string TrackingNumber { get; init; }
}

namespace EventDriven.Contracts.Shipping;

/// <summary>
/// Event: the carrier has the parcel. Published by Shipping in answer to DispatchShipment, or to a CancelShipment that
/// is too late; handled by the saga, which completes the order, and by Inventory, which commits the stock.
/// </summary>
[EntityName("shipping.shipment-dispatched")]
[MessageUrn("shipping.shipment-dispatched")]
[FaultEntityName("shipping.shipment-dispatched.fault")]
public sealed record ShipmentDispatched
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The carrier's tracking number.</summary>
    public required string TrackingNumber { get; init; }
}

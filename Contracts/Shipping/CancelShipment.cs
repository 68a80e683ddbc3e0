namespace EventDriven.Contracts.Shipping;

/// <summary>
/// Compensating command: cancel the booking, if any, and bar a later BookShipment and DispatchShipment. Sent by the
/// saga; handled by Shipping, which answers ShipmentCancelled, or ShipmentDispatched if the carrier has the parcel.
/// </summary>
[EntityName("shipping.cancel-shipment")]
[MessageUrn("shipping.cancel-shipment")]
[FaultEntityName("shipping.cancel-shipment.fault")]
public sealed record CancelShipment
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }
}

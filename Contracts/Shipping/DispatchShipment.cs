namespace EventDriven.Contracts.Shipping;

/// <summary>
/// Command: hand the parcel to the carrier. Sent by the saga until it is answered or given up; handled by Shipping,
/// which answers ShipmentDispatched or DispatchRefused. After CancelShipment, never ShipmentDispatched.
/// </summary>
[EntityName("shipping.dispatch-shipment")]
[MessageUrn("shipping.dispatch-shipment")]
[FaultEntityName("shipping.dispatch-shipment.fault")]
public sealed record DispatchShipment
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }
}

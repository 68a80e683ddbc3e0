namespace EventDriven.Contracts.Shipping;

/// <summary>
/// Command: hands the parcel to the carrier. Sent by the order saga once the payment is captured, again and again until
/// confirmed; handled by Shipping, which answers ShipmentDispatched.
/// </summary>
[EntityName("shipping.dispatch-shipment")]
[MessageUrn("shipping.dispatch-shipment")]
[FaultEntityName("shipping.dispatch-shipment.fault")]
public sealed record DispatchShipment
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }
}

namespace EventDriven.Contracts.Shipping;

/// <summary>
/// Compensating command: gives up the booking; succeeds when there was none, and bars a later BookShipment. Sent by the
/// order saga; handled by Shipping, which answers ShipmentCancelled.
/// </summary>
[EntityName("shipping.cancel-shipment")]
[MessageUrn("shipping.cancel-shipment")]
[FaultEntityName("shipping.cancel-shipment.fault")]
public sealed record CancelShipment
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }
}

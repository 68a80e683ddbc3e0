namespace EventDriven.Contracts.Shipping;

/// <summary>
/// Event: no booking stands for the order any more. Published by Shipping in answer to CancelShipment; handled by the
/// order saga.
/// </summary>
[EntityName("shipping.shipment-cancelled")]
[MessageUrn("shipping.shipment-cancelled")]
[FaultEntityName("shipping.shipment-cancelled.fault")]
public sealed record ShipmentCancelled
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }
}

namespace EventDriven.Contracts.Shipping;

/// <summary>
/// Event: the order has no booking, and its parcel will not leave. Published by Shipping in answer to CancelShipment;
/// handled by the saga.
/// </summary>
[EntityName("shipping.shipment-cancelled")]
[MessageUrn("shipping.shipment-cancelled")]
[FaultEntityName("shipping.shipment-cancelled.fault")]
public sealed record ShipmentCancelled
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }
}

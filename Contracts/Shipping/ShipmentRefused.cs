namespace EventDriven.Contracts.Shipping;

/// <summary>
/// Event: the carrier refuses the parcel. Published by Shipping in answer to BookShipment; handled by the saga, which
/// voids the payment and releases the stock.
/// </summary>
[EntityName("shipping.shipment-refused")]
[MessageUrn("shipping.shipment-refused")]
[FaultEntityName("shipping.shipment-refused.fault")]
public sealed record ShipmentRefused
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>For the customer to read.</summary>
    public required string Reason { get; init; }
}

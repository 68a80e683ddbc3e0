namespace EventDriven.Contracts.Shipping;

/// <summary>
/// Event: the carrier will not take the parcel. Published by Shipping in answer to BookShipment; handled by the order
/// saga, which voids the payment and releases the stock.
/// </summary>
[EntityName("shipping.shipment-refused")]
[MessageUrn("shipping.shipment-refused")]
[FaultEntityName("shipping.shipment-refused.fault")]
public sealed record ShipmentRefused
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Why, fit for the customer's eyes.</summary>
    public required string Reason { get; init; }
}

namespace EventDriven.Contracts.Shipping;

/// <summary>
/// Event: the carrier will never take the parcel, for example because the booking has lapsed. Published by Shipping in
/// answer to DispatchShipment; handled by the saga, which gives the dispatch up as after GiveUpDispatch.
/// </summary>
[EntityName("shipping.dispatch-refused")]
[MessageUrn("shipping.dispatch-refused")]
[FaultEntityName("shipping.dispatch-refused.fault")]
public sealed record DispatchRefused
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>For the customer to read.</summary>
    public required string Reason { get; init; }
}

namespace EventDriven.Contracts.Orders;

/// <summary>
/// Command: give up a dispatch that cannot succeed. Sent by Operations; handled by the saga, which has the carrier
/// cancel the shipment, and then refunds the payment, releases the stock and ends in Rejected. If the parcel has left
/// already, the order completes. Ignored outside Dispatching.
/// </summary>
[EntityName("orders.give-up-dispatch")]
[MessageUrn("orders.give-up-dispatch")]
[FaultEntityName("orders.give-up-dispatch.fault")]
public sealed record GiveUpDispatch
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Becomes the order's reason.</summary>
    public required string Reason { get; init; }
}

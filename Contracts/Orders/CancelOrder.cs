namespace EventDriven.Contracts.Orders;

/// <summary>
/// Command: cancel the order. Sent by the entry API and Operations; handled by the saga, which lets the step in flight
/// finish, undoes every step and ends in Cancelled. Refused with OrderCancellationRefused past the pivot.
/// </summary>
[EntityName("orders.cancel-order")]
[MessageUrn("orders.cancel-order")]
[FaultEntityName("orders.cancel-order.fault")]
public sealed record CancelOrder
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>In the requester's words; shown to the customer in the timeline.</summary>
    public required string Reason { get; init; }
}

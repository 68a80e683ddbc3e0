namespace EventDriven.Contracts.Orders;

/// <summary>
/// Command: the order is no longer wanted. Sent by the entry API for the customer and by Operations for an operator;
/// handled by the order saga, which lets the step in flight finish, undoes what was done and ends in Cancelled. Past
/// the pivot it is refused with OrderCancellationRefused.
/// </summary>
[EntityName("orders.cancel-order")]
[MessageUrn("orders.cancel-order")]
[FaultEntityName("orders.cancel-order.fault")]
public sealed record CancelOrder
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Why, in the words of who asks; shown in the order's timeline, and the customer reads it.</summary>
    public required string Reason { get; init; }
}

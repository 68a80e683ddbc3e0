namespace EventDriven.Contracts.Orders;

/// <summary>Response to GetOrderHistory: no such order has begun.</summary>
[EntityName("orders.order-history-unknown")]
[MessageUrn("orders.order-history-unknown")]
[FaultEntityName("orders.order-history-unknown.fault")]
public sealed record OrderHistoryUnknown
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }
}

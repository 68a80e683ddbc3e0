namespace EventDriven.Contracts.Orders;

/// <summary>
/// Request: an order's history, for a read model that lacks a part of it. Sent by the entry API and Operations; handled
/// by the orchestrator, which responds with OrderHistory or OrderHistoryUnknown.
/// </summary>
[EntityName("orders.get-order-history")]
[MessageUrn("orders.get-order-history")]
[FaultEntityName("orders.get-order-history.fault")]
public sealed record GetOrderHistory
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }
}

namespace EventDriven.Contracts.Orders;

/// <summary>
/// Request: the orders that have begun, in pages, for a read model that may lack some. Sent by Operations; handled by
/// the orchestrator, which responds with OrderPositions.
/// </summary>
[EntityName("orders.list-orders")]
[MessageUrn("orders.list-orders")]
[FaultEntityName("orders.list-orders.fault")]
public sealed record ListOrders
{
    /// <summary>The last order of the page before; null for the first page.</summary>
    public Guid? After { get; init; }
}

namespace EventDriven.Contracts.Orders;

/// <summary>Response to ListOrders.</summary>
[EntityName("orders.order-positions")]
[MessageUrn("orders.order-positions")]
[FaultEntityName("orders.order-positions.fault")]
public sealed record OrderPositions
{
    /// <summary>At most 500, in the database's order. Empty after the last order.</summary>
    public required IReadOnlyList<OrderPosition> Orders { get; init; }
}

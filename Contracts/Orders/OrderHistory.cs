namespace EventDriven.Contracts.Orders;

/// <summary>Response to GetOrderHistory.</summary>
[EntityName("orders.order-history")]
[MessageUrn("orders.order-history")]
[FaultEntityName("orders.order-history.fault")]
public sealed record OrderHistory
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>
    /// All that were published, by sequence. Only the latest has what else is known of the order; the others lack what
    /// is not stored, such as the message.
    /// </summary>
    public required IReadOnlyList<OrderStatusChanged> Entries { get; init; }

    /// <summary>Whether the saga knows of a cancellation.</summary>
    public required bool CancelRequested { get; init; }
}

namespace EventDriven.Contracts.Orders;

/// <summary>
/// Event: the order has ended in Cancelled: cancelled, as the customer or an operator asked, with every effect undone.
/// Published once by the order saga; handled by Notifications, which tells the customer.
/// </summary>
[EntityName("orders.order-cancelled")]
[MessageUrn("orders.order-cancelled")]
[FaultEntityName("orders.order-cancelled.fault")]
public sealed record OrderCancelled
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The customer.</summary>
    public required string CustomerId { get; init; }

    /// <summary>Where the customer is told.</summary>
    public required string Email { get; init; }

    /// <summary>The order's total; null when it was never priced.</summary>
    public Money? Total { get; init; }

    /// <summary>Why, fit for the customer's eyes.</summary>
    public required string Reason { get; init; }

    /// <summary>When the order ended (UTC).</summary>
    public required DateTimeOffset At { get; init; }
}

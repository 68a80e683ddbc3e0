namespace EventDriven.Contracts.Orders;

/// <summary>
/// Event: the order has ended in Rejected, refused by a step, out of time or given up, with every effect undone.
/// Published once by the saga; handled by Notifications, which mails the customer.
/// </summary>
[EntityName("orders.order-rejected")]
[MessageUrn("orders.order-rejected")]
[FaultEntityName("orders.order-rejected.fault")]
public sealed record OrderRejected
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The customer's id.</summary>
    public required string CustomerId { get; init; }

    /// <summary>Where the mail goes.</summary>
    public required string Email { get; init; }

    /// <summary>Null if the order was never priced.</summary>
    public Money? Total { get; init; }

    /// <summary>For the customer to read.</summary>
    public required string Reason { get; init; }

    /// <summary>When the order ended (UTC).</summary>
    public required DateTimeOffset At { get; init; }
}

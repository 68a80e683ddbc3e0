namespace EventDriven.Contracts.Orders;

/// <summary>
/// Event: the order has ended in Completed, paid and handed to the carrier. Published once by the saga; handled by
/// Notifications, which mails the customer.
/// </summary>
[EntityName("orders.order-completed")]
[MessageUrn("orders.order-completed")]
[FaultEntityName("orders.order-completed.fault")]
public sealed record OrderCompleted
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The customer's id.</summary>
    public required string CustomerId { get; init; }

    /// <summary>Where the mail goes.</summary>
    public required string Email { get; init; }

    /// <summary>The order's total.</summary>
    public required Money Total { get; init; }

    /// <summary>The carrier's tracking number.</summary>
    public required string TrackingNumber { get; init; }

    /// <summary>When the order ended (UTC).</summary>
    public required DateTimeOffset At { get; init; }
}

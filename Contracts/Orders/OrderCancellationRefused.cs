namespace EventDriven.Contracts.Orders;

/// <summary>
/// Event: a cancellation came too late, past the pivot or after the end. Published by the saga; handled by the entry
/// API, which shows the refusal.
/// </summary>
[EntityName("orders.order-cancellation-refused")]
[MessageUrn("orders.order-cancellation-refused")]
[FaultEntityName("orders.order-cancellation-refused.fault")]
public sealed record OrderCancellationRefused
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>For the customer to read.</summary>
    public required string Reason { get; init; }

    /// <summary>When it was refused (UTC).</summary>
    public required DateTimeOffset At { get; init; }
}

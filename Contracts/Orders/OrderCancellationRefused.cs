namespace EventDriven.Contracts.Orders;

/// <summary>
/// Event: a cancellation came too late, past the pivot or after the end. Published by the order saga; handled by the
/// entry API, which shows the refusal on the order.
/// </summary>
[EntityName("orders.order-cancellation-refused")]
[MessageUrn("orders.order-cancellation-refused")]
[FaultEntityName("orders.order-cancellation-refused.fault")]
public sealed record OrderCancellationRefused
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Why it is too late, fit for the customer's eyes.</summary>
    public required string Reason { get; init; }

    /// <summary>When it was refused (UTC).</summary>
    public required DateTimeOffset At { get; init; }
}

using MassTransit;

namespace EventDriven.Contracts.Orders;

/// <summary>
/// Event: the order saga made a transition, or noted something worth a line in the order's timeline. Published in the transaction
/// of the transition; read models are built from it alone. A reader may get them out of order and orders them by Sequence.
/// </summary>
[EntityName("orders.order-status-changed")]
[MessageUrn("orders.order-status-changed")]
[FaultEntityName("orders.order-status-changed.fault")]
public sealed record OrderStatusChanged
{
    /// <summary>The order; correlates every message of its workflow.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>1 for the first entry of an order's history, without gaps.</summary>
    public required int Sequence { get; init; }

    /// <summary>The state after the transition; the same as before when only noted.</summary>
    public required string State { get; init; }

    /// <summary>The event that caused it, and what it said, in a sentence.</summary>
    public required string Cause { get; init; }

    /// <summary>Why the order is being, or was, undone; null while it goes well.</summary>
    public string? Reason { get; init; }

    /// <summary>The order's total; null until Inventory has priced it.</summary>
    public Money? Total { get; init; }

    /// <summary>When the transition was made (UTC).</summary>
    public required DateTimeOffset At { get; init; }
}

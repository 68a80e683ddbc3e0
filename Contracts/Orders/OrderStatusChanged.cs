namespace EventDriven.Contracts.Orders;

/// <summary>
/// Event: a transition of the order saga, or a note in the order's history. Published in the transaction of the change;
/// read models are built from it alone. They may arrive out of order: sort by Sequence.
/// </summary>
[EntityName("orders.order-status-changed")]
[MessageUrn("orders.order-status-changed")]
[FaultEntityName("orders.order-status-changed.fault")]
public sealed record OrderStatusChanged
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>1 for the first entry of an order's history, without gaps.</summary>
    public required int Sequence { get; init; }

    /// <summary>The state after the transition; the same as before when only noted.</summary>
    public required string State { get; init; }

    /// <summary>What happened, in a sentence.</summary>
    public required string Cause { get; init; }

    /// <summary>Why the order is being, or was, undone; null while it goes well.</summary>
    public string? Reason { get; init; }

    /// <summary>The order's total; null until Inventory has priced it.</summary>
    public Money? Total { get; init; }

    /// <summary>When the transition was made (UTC).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// The message that caused it, by its name in the contracts; null when it comes from a version that did not say.
    /// </summary>
    public string? Event { get; init; }

    /// <summary>The state before; null when it comes from a version that did not say.</summary>
    public string? From { get; init; }

    /// <summary>The id of the message that caused it, to find it in logs and queues.</summary>
    public Guid? MessageId { get; init; }

    /// <summary>The conversation that the message belongs to.</summary>
    public Guid? ConversationId { get; init; }

    /// <summary>
    /// The trace in which it happened (W3C Trace Context, section 3.2.2.3); null when nothing was traced.
    /// </summary>
    public string? TraceId { get; init; }

    /// <summary>The version of the state machine that the order began under.</summary>
    public int? MachineVersion { get; init; }

    /// <summary>The customer, as the client named them.</summary>
    public string? CustomerId { get; init; }

    /// <summary>When the entry API accepted the order (UTC).</summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>What is ordered; only with sequence 1.</summary>
    public IReadOnlyList<OrderLine>? Lines { get; init; }

    /// <summary>
    /// The wait that begins here; null when none does, and an earlier wait goes on.
    /// </summary>
    public PendingStep? Pending { get; init; }

    /// <summary>
    /// The commands that would undo the order if it turned back now, in their order.
    /// </summary>
    public IReadOnlyList<string>? Undo { get; init; }
}

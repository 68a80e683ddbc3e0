namespace EventDriven.Contracts.Orders;

/// <summary>
/// Event: a transition of the saga, or a note in the order's history. Published in the transaction of the change; read
/// models are built from it alone. Arrives in any order: sort by Epoch and Sequence.
/// </summary>
[EntityName("orders.order-status-changed")]
[MessageUrn("orders.order-status-changed")]
[FaultEntityName("orders.order-status-changed.fault")]
public sealed record OrderStatusChanged
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>
    /// From 1; null means 1. Higher if the saga began again, because its database had lost the order or a part of its
    /// history: the new history replaces those before it.
    /// </summary>
    public int? Epoch { get; init; }

    /// <summary>From 1, without gaps, within the epoch.</summary>
    public required int Sequence { get; init; }

    /// <summary>After the transition; unchanged by a note.</summary>
    public required string State { get; init; }

    /// <summary>When the order entered State (UTC); null from older versions.</summary>
    public DateTimeOffset? StateSince { get; init; }

    /// <summary>What happened, in a sentence.</summary>
    public required string Cause { get; init; }

    /// <summary>Why the order is or was undone; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>Null until Inventory has priced the order.</summary>
    public Money? Total { get; init; }

    /// <summary>When it happened (UTC).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Name of the contract that caused it; null from older versions.</summary>
    public string? Event { get; init; }

    /// <summary>State before; null from older versions.</summary>
    public string? From { get; init; }

    /// <summary>Id of the message that caused it, as in logs and queues.</summary>
    public Guid? MessageId { get; init; }

    /// <summary>That message as JSON; null for SubmitOrder, which has personal data, and from older versions.</summary>
    public string? Message { get; init; }

    /// <summary>The conversation of that message.</summary>
    public Guid? ConversationId { get; init; }

    /// <summary>Trace id (W3C Trace Context, section 3.2.2.3); null if not traced.</summary>
    public string? TraceId { get; init; }

    /// <summary>Version of the state machine at the order's start.</summary>
    public int? MachineVersion { get; init; }

    /// <summary>The customer's id, as the client gave it.</summary>
    public string? CustomerId { get; init; }

    /// <summary>When the entry API accepted the order (UTC).</summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>Only with sequence 1.</summary>
    public IReadOnlyList<OrderLine>? Lines { get; init; }

    /// <summary>The wait that begins here; null if none does.</summary>
    public PendingStep? Pending { get; init; }

    /// <summary>Commands that would undo the order now, in order.</summary>
    public IReadOnlyList<string>? Undo { get; init; }
}

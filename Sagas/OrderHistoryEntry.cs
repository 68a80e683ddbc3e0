namespace EventDriven.Sagas;

/// <summary>
/// One line of an order's history: a transition, or something noted without one. Written once, in the transaction of
/// what it tells, and never changed. Each has been published as OrderStatusChanged with the same sequence.
/// </summary>
public sealed class OrderHistoryEntry
{
    /// <summary>The order.</summary>
    public Guid OrderId { get; init; }

    /// <summary>1 for the order's first entry, without gaps.</summary>
    public int Sequence { get; init; }

    /// <summary>The message that caused it, by its name in the contracts.</summary>
    public required string Event { get; init; }

    /// <summary>The state before.</summary>
    public required string From { get; init; }

    /// <summary>The state after; the same as before when something was only noted.</summary>
    public required string To { get; init; }

    /// <summary>What happened, in a sentence.</summary>
    public required string Cause { get; init; }

    /// <summary>The causing message's id, to find it in logs and queues.</summary>
    public Guid? MessageId { get; init; }

    /// <summary>The conversation that the causing message belongs to.</summary>
    public Guid? ConversationId { get; init; }

    /// <summary>When it happened (UTC).</summary>
    public DateTimeOffset At { get; init; }
}

namespace EventDriven.Sagas;

/// <summary>
/// One entry of an order's history: a transition, or a note without one. It is saved in the transaction of the change,
/// never changed, and published as OrderStatusChanged with the same sequence.
/// </summary>
public sealed class OrderHistoryEntry
{
    public Guid OrderId { get; init; }

    /// <summary>1 for the order's first entry, without gaps.</summary>
    public int Sequence { get; init; }

    /// <summary>The name of the causing message in the contracts.</summary>
    public required string Event { get; init; }

    public required string From { get; init; }

    /// <summary>The state after; the same as before when something was only noted.</summary>
    public required string To { get; init; }

    public required string Cause { get; init; }

    public Guid? MessageId { get; init; }

    public Guid? ConversationId { get; init; }

    public DateTimeOffset At { get; init; }
}

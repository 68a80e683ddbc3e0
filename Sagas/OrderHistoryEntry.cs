namespace EventDriven.Sagas;

/// <summary>
/// A transition of an order, or a note. It is saved in the transaction of the change, never changed, and published as
/// OrderStatusChanged with the same sequence.
/// </summary>
public sealed class OrderHistoryEntry
{
    public Guid OrderId { get; init; }

    /// <summary>Of the history that it belongs to; higher after the order has begun again.</summary>
    public int Epoch { get; init; } = 1;

    /// <summary>From 1, without gaps, within the epoch.</summary>
    public int Sequence { get; init; }

    /// <summary>The type of the message that caused it.</summary>
    public required string Event { get; init; }

    public required string From { get; init; }

    /// <summary>For a note the same as From.</summary>
    public required string To { get; init; }

    public required string Cause { get; init; }

    public Guid? MessageId { get; init; }

    public Guid? ConversationId { get; init; }

    public DateTimeOffset At { get; init; }
}

namespace EventDriven.EntryApi.Domain;

/// <summary>
/// One change of an order, from an event of the saga. (OrderId, Epoch, Sequence) is the key, so duplicates are ignored.
/// </summary>
public sealed class TimelineEntry
{
    public required Guid OrderId { get; init; }

    /// <summary>From 1. Higher if the saga lost the order and began again: the highest epoch is shown.</summary>
    public int Epoch { get; init; } = 1;

    /// <summary>From 1, within the epoch.</summary>
    public required int Sequence { get; init; }

    /// <summary>The state after the change.</summary>
    public required string State { get; init; }

    public required string Cause { get; init; }

    /// <summary>Why the order is being, or was, undone; null unless it is.</summary>
    public string? Reason { get; init; }

    /// <summary>Null until the order is priced.</summary>
    public decimal? TotalAmount { get; init; }

    public string? TotalCurrency { get; init; }

    public required DateTimeOffset At { get; init; }
}

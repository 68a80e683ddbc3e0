namespace EventDriven.EntryApi.Domain;

/// <summary>
/// One thing that the order saga said of an order. Its key is the order and the sequence, so that it is told once.
/// </summary>
public sealed class TimelineEntry
{
    /// <summary>The order that it speaks of.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Its place in the order's history, from 1.</summary>
    public required int Sequence { get; init; }

    /// <summary>The state after it.</summary>
    public required string State { get; init; }

    /// <summary>What caused it, in a sentence.</summary>
    public required string Cause { get; init; }

    /// <summary>Why the order is being, or was, undone; null while it goes well.</summary>
    public string? Reason { get; init; }

    /// <summary>What the order costs; null until it is priced. Together with <see cref="TotalCurrency"/>.</summary>
    public decimal? TotalAmount { get; init; }

    /// <summary>The ISO 4217 code of the total; null until it is priced.</summary>
    public string? TotalCurrency { get; init; }

    /// <summary>When it happened (UTC).</summary>
    public required DateTimeOffset At { get; init; }
}

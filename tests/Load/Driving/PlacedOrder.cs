using System.Diagnostics;

namespace EventDriven.Load.Driving;

/// <summary>
/// One order: what was asked for, and when what happened to it. Times are those of <see cref="Stopwatch" />, in its
/// ticks.
/// </summary>
internal sealed class PlacedOrder(OrderKind kind, string sku, int quantity, long due)
{
    /// <summary>Its kind.</summary>
    public OrderKind Kind { get; } = kind;

    /// <summary>The product.</summary>
    public string Sku { get; } = sku;

    /// <summary>How many.</summary>
    public int Quantity { get; } = quantity;

    /// <summary>When it was to be sent: by the clock, not when somebody had time for it.</summary>
    public long Due { get; } = due;

    /// <summary>Its id, once it is accepted.</summary>
    public Guid Id { get; set; }

    /// <summary>When 202 was received; 0 until then.</summary>
    public long Accepted { get; set; }

    /// <summary>When its end was seen; 0 until then.</summary>
    public long Ended { get; set; }

    /// <summary>The state that it ended in; null until then.</summary>
    public string? EndState { get; set; }

    /// <summary>The message that told of its end; null until then, or when it was seen otherwise.</summary>
    public string? EndMessageId { get; set; }

    /// <summary>From the moment it was due until 202 was received.</summary>
    public TimeSpan TimeToAccept => Stopwatch.GetElapsedTime(Due, Accepted);

    /// <summary>
    /// From the moment 202 was received until its end was seen. An end that overtook the answer took no time at all.
    /// </summary>
    public TimeSpan TimeToEnd => Ended > Accepted ? Stopwatch.GetElapsedTime(Accepted, Ended) : TimeSpan.Zero;
}

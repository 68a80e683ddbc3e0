using System.Diagnostics;

namespace EventDriven.Soak.Faults;

/// <summary>When a fault came. Times are those of <see cref="Stopwatch" />, in its ticks.</summary>
internal sealed class FaultRecord(string name, TimeSpan at)
{
    public string Name { get; } = name;

    /// <summary>Since the first order.</summary>
    public TimeSpan At { get; } = at;

    public long Began { get; } = Stopwatch.GetTimestamp();

    /// <summary>When it was mended.</summary>
    public long Mended { get; set; } = long.MaxValue;

    /// <summary>The next end of an order that completes; null when there was none in time.</summary>
    public long? Recovered { get; set; }

    /// <summary>
    /// The longest time in which no order completed, from the beginning of the fault to the recovery from it.
    /// </summary>
    public TimeSpan? LongestGap { get; set; }

    public TimeSpan Lasted => Stopwatch.GetElapsedTime(Began, Mended);

    public TimeSpan? Recovery => Recovered is { } recovered ? Stopwatch.GetElapsedTime(Mended, recovered) : null;

    /// <summary>Whether something happened while it lasted, or before all went well again.</summary>
    public bool Met(long at) => at >= Began && at <= Math.Max(Mended, Recovered ?? Mended);
}

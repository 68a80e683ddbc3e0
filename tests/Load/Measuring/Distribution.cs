namespace EventDriven.Load.Measuring;

/// <summary>Times, sorted: what share of them took how long.</summary>
internal sealed class Distribution
{
    private readonly double[] _milliseconds;

    /// <param name="times">The times, in any order.</param>
    public Distribution(IEnumerable<TimeSpan> times)
    {
        _milliseconds = [.. times.Select(time => time.TotalMilliseconds)];
        Array.Sort(_milliseconds);
    }

    /// <summary>How many there are.</summary>
    public int Count => _milliseconds.Length;

    /// <summary>Half took no longer.</summary>
    public double P50 => At(0.50);

    /// <summary>95 of a hundred took no longer.</summary>
    public double P95 => At(0.95);

    /// <summary>99 of a hundred took no longer.</summary>
    public double P99 => At(0.99);

    /// <summary>The longest.</summary>
    public double Max => At(1);

    /// <summary>
    /// How many fall between bounds that grow by about a half each: upper bound in milliseconds, and number.
    /// </summary>
    public IReadOnlyList<(double UpTo, int Count)> Histogram()
    {
        var buckets = new List<(double, int)>();
        if (Count == 0)
            return buckets;

        var counted = Array.FindIndex(Bounds, bound => bound >= _milliseconds[0]);
        for (var (bucket, from) = (counted, 0); from < Count; bucket++)
        {
            var to = Array.FindIndex(_milliseconds, from, time => time > Bounds[bucket]);
            to = to < 0 ? Count : to;
            buckets.Add((Bounds[bucket], to - from));
            from = to;
        }

        return buckets;
    }

    // 1, 1.5, 2, 3, 5, 7 and ten times as much, up to the longest wait that there is.
    private static readonly double[] Bounds =
    [
        .. from decade in Enumerable.Range(0, 7)
        from step in new[] { 1, 1.5, 2, 3, 5, 7 }
        select step * Math.Pow(10, decade),
    ];

    // The nearest rank: a time that did occur.
    private double At(double share) =>
        Count == 0 ? double.NaN : _milliseconds[Math.Max(0, (int)Math.Ceiling(share * Count) - 1)];
}

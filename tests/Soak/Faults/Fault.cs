namespace EventDriven.Soak.Faults;

/// <summary>Something that goes wrong for a while.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Kind">What it has in common with others, such as "killed"; a short run has one of each kind.</param>
/// <param name="Lasts">How long it stays as it is.</param>
/// <param name="Begin">Makes it happen.</param>
/// <param name="End">Mends it, and returns when it is mended.</param>
internal sealed record Fault(
    string Name,
    string Kind,
    TimeSpan Lasts,
    Func<CancellationToken, Task> Begin,
    Func<CancellationToken, Task> End
)
{
    /// <summary>The longest time without a completed order that is accepted; without a limit unless set.</summary>
    public TimeSpan LongestGap { get; init; } = TimeSpan.MaxValue;
}

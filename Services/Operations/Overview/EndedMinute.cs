namespace EventDriven.Operations.Overview;

/// <summary>The orders that ended in one minute, by state, and the times from accepted to completed.</summary>
public sealed record EndedMinute(
    DateTimeOffset At,
    IReadOnlyDictionary<string, int> Ends,
    TimeSpan? Median,
    TimeSpan? P95
)
{
    public int Count => Ends.Values.Sum();

    public int CompletedCount => Ends.GetValueOrDefault(OrderStates.Completed);
}

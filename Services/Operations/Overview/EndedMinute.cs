using EventDriven.Operations.Orders;

namespace EventDriven.Operations.Overview;

/// <summary>The orders that ended in one minute.</summary>
/// <param name="At">When the minute began (UTC).</param>
/// <param name="Ends">How many, by the state that they ended in.</param>
/// <param name="Median">From accepted to Completed, for half of those that completed; null when none did.</param>
/// <param name="P95">The same for 95 of a hundred.</param>
public sealed record EndedMinute(
    DateTimeOffset At,
    IReadOnlyDictionary<string, int> Ends,
    TimeSpan? Median,
    TimeSpan? P95
)
{
    /// <summary>How many ended, whichever way.</summary>
    public int Count => Ends.Values.Sum();

    /// <summary>How many ended without being undone.</summary>
    public int CompletedCount => Ends.GetValueOrDefault(OrderStates.Completed);
}

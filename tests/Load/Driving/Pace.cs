namespace EventDriven.Load.Driving;

/// <summary>How orders come, and until when.</summary>
/// <param name="Orders">How many; null when the time says.</param>
/// <param name="Duration">How long; null when the number says.</param>
/// <param name="Rate">How many a second; null for as many as keep <paramref name="InFlight" /> on their way.</param>
/// <param name="InFlight">How many are on their way at once at saturation.</param>
internal sealed record Pace(int? Orders, TimeSpan? Duration, double? Rate, int InFlight)
{
    /// <summary>Whether no more come.</summary>
    /// <param name="number">How many there have been.</param>
    /// <param name="elapsed">Since the first.</param>
    public bool IsOver(int number, TimeSpan elapsed) => number >= Orders || elapsed >= Duration;
}

namespace EventDriven.Operations.Overview;

/// <summary>The orders that are in a state.</summary>
/// <param name="State">The state.</param>
/// <param name="Count">How many.</param>
/// <param name="OldestSince">Since when the one that has been in it for longest is (UTC).</param>
/// <param name="Stuck">How many of them have been in it for longer than its limit.</param>
public sealed record StateFigure(string State, int Count, DateTimeOffset OldestSince, int Stuck);

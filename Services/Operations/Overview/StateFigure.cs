namespace EventDriven.Operations.Overview;

/// <summary>The orders in a state.</summary>
public sealed record StateFigure(string State, int Count, DateTimeOffset OldestSince, int Stuck);

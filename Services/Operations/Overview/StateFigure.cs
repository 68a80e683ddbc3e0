namespace EventDriven.Operations.Overview;

public sealed record StateFigure(string State, int Count, DateTimeOffset OldestSince, int Stuck);

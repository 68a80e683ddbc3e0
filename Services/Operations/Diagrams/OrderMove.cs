namespace EventDriven.Operations.Diagrams;

public sealed record OrderMove(int Sequence, string From, string? Event, string To);

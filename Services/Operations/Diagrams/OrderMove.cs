namespace EventDriven.Operations.Diagrams;

/// <summary>A move that an order has made.</summary>
/// <param name="Sequence">The sequence of its history entry.</param>
/// <param name="From">The state before.</param>
/// <param name="Event">The message that moved it; null when the entry does not say.</param>
/// <param name="To">The state after.</param>
public sealed record OrderMove(int Sequence, string From, string? Event, string To);

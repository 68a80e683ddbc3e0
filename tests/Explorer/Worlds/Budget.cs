namespace EventDriven.Explorer.Worlds;

/// <summary>What may still happen to a world.</summary>
/// <param name="Faults">Repeated deliveries, crashes, slow calls and forgotten inbox rows.</param>
/// <param name="Deadlines">Deadlines that are fired. That of a review is free, because it ends the review.</param>
/// <param name="Cancels">Cancellations by the client or an operator.</param>
/// <param name="Actions">An operator's other actions.</param>
internal sealed record Budget(int Faults, int Deadlines, int Cancels, int Actions);

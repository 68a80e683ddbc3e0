namespace EventDriven.Load.Auditing;

/// <summary>
/// How an order goes through a service's rows: how many, the highest number, and the rows in which it came to a final
/// state.
/// </summary>
/// <param name="Rows">How many.</param>
/// <param name="Last">The highest sequence.</param>
/// <param name="Finals">How many of them brought it to a final state.</param>
/// <param name="Final">The final state; null when there is none.</param>
/// <param name="FinalAt">The sequence of the latest such row; 0 when there is none.</param>
internal sealed record Ending(int Rows, int Last, int Finals, string? Final, int FinalAt);

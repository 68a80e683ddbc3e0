namespace EventDriven.Operations.Topology;

/// <summary>Something that the broker has otherwise than the services declare it.</summary>
/// <param name="Queue">The queue that it concerns; null when it belongs to none.</param>
/// <param name="Sentence">What it is, what follows from it and what to do.</param>
public sealed record Difference(string? Queue, string Sentence);

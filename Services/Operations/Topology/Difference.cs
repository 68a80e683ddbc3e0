namespace EventDriven.Operations.Topology;

/// <summary>A difference, with its effect and what to do; the queue is null when it belongs to none.</summary>
public sealed record Difference(string? Queue, string Sentence);

namespace EventDriven.Operations.Topology;

/// <summary>A message that a service sends or handles.</summary>
/// <param name="Service">Who.</param>
/// <param name="Sends">Whether it sends it; else it handles it.</param>
/// <param name="Name">The message, by its exchange's name.</param>
/// <param name="Channel">
/// A queue, for what is sent to one or read from it; else the exchange that it is published to.
/// </param>
public sealed record MessageDescribed(string Service, bool Sends, string Name, string Channel);

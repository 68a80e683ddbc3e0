using System.Text.Json.Nodes;

namespace EventDriven.Operations.Topology;

/// <summary>A queue as the services declare it, with the fanout exchange of the same name before it.</summary>
/// <param name="Name">The queue.</param>
/// <param name="Service">Who reads it.</param>
/// <param name="Arguments">What it is declared with.</param>
/// <param name="Exchanges">The exchanges that lead to it, each named after its message.</param>
public sealed record QueueDescribed(string Name, string Service, JsonObject Arguments, IReadOnlyList<string> Exchanges);

using System.Text.Json.Nodes;

namespace EventDriven.Operations.Topology;

/// <summary>A declared queue, with the exchanges that are bound to it.</summary>
public sealed record QueueDescribed(string Name, string Service, JsonObject Arguments, IReadOnlyList<string> Exchanges);

using System.Text.Json.Nodes;

namespace EventDriven.Operations.Topology;

public sealed record QueueDescribed(string Name, string Service, JsonObject Arguments, IReadOnlyList<string> Exchanges);

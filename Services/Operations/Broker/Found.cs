using System.Text.Json.Nodes;

namespace EventDriven.Operations.Broker;

/// <param name="EffectivePolicyDefinition">
/// The settings of the policy and the operator policy; up to five seconds old.
/// </param>
public sealed record QueueFound(
    string Name,
    bool Durable,
    bool AutoDelete,
    bool Exclusive,
    Dictionary<string, JsonNode?>? Arguments,
    long MessagesReady,
    long MessagesUnacknowledged,
    int Consumers,
    string? Policy,
    string? OperatorPolicy,
    JsonNode? EffectivePolicyDefinition
);

public sealed record ExchangeFound(string Name, string Type, bool Durable, bool AutoDelete);

/// <summary>The default exchange has an empty name.</summary>
public sealed record BindingFound(string Source, string Destination, string DestinationType);

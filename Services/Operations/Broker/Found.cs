using System.Text.Json.Nodes;

namespace EventDriven.Operations.Broker;

public sealed record QueueFound(
    string Name,
    bool Durable,
    bool AutoDelete,
    bool Exclusive,
    Dictionary<string, JsonNode?>? Arguments,
    long MessagesReady,
    long MessagesUnacknowledged,
    int Consumers
);

public sealed record ExchangeFound(string Name, string Type, bool Durable, bool AutoDelete);

/// <summary>The default exchange has an empty name.</summary>
public sealed record BindingFound(string Source, string Destination, string DestinationType);

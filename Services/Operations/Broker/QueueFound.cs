using System.Text.Json;

namespace EventDriven.Operations.Broker;

public sealed record QueueFound(
    string Name,
    bool Durable,
    bool AutoDelete,
    bool Exclusive,
    IReadOnlyDictionary<string, JsonElement>? Arguments,
    long MessagesReady,
    long MessagesUnacknowledged,
    int Consumers
);

using System.Text.Json;

namespace EventDriven.Operations.Broker;

/// <summary>A queue of RabbitMQ's management API.</summary>
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

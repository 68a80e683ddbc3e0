using System.Text.Json;

namespace EventDriven.Operations.Broker;

/// <summary>A queue, as RabbitMQ's management API tells it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Durable">Whether it outlives the broker.</param>
/// <param name="AutoDelete">Whether it goes with its last consumer.</param>
/// <param name="Exclusive">Whether it is its connection's alone.</param>
/// <param name="Arguments">What it was declared with.</param>
/// <param name="MessagesReady">Messages that wait for a consumer.</param>
/// <param name="MessagesUnacknowledged">Messages that a consumer works on.</param>
/// <param name="Consumers">Who reads it: each process is one.</param>
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

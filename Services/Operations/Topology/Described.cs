using System.Text.Json.Nodes;
using EventDriven.Operations.Orders;

namespace EventDriven.Operations.Topology;

/// <summary>The content of docs/asyncapi.json, which is generated from all services' code.</summary>
public static class Described
{
    private static readonly JsonNode Document = Read();

    public static IReadOnlyList<string> Services { get; } =
    [.. Document["info"]!["tags"]!.AsArray().Select(tag => (string)tag!["name"]!)];

    public static IReadOnlyList<QueueDescribed> Queues { get; } =
    [
        .. Document["channels"]!
            .AsObject()
            .Where(channel => channel.Value!["bindings"]?["amqp"]?["queue"] is not null)
            .Select(channel => new QueueDescribed(
                channel.Key,
                (string)channel.Value!["tags"]![0]!["name"]!,
                channel.Value["x-queue-arguments"]!.AsObject(),
                [.. channel.Value["x-bound-to-exchanges"]!.AsArray().Select(exchange => (string)exchange!)]
            )),
    ];

    /// <summary>Messages with their senders and handlers, without responses and faults.</summary>
    public static IReadOnlyList<MessageDescribed> Messages { get; } =
    [
        .. Document["operations"]!
            .AsObject()
            .Where(operation =>
                operation.Value!["messages"] is not null && Last(operation.Value["channel"]!) != "faults"
            )
            .Select(operation => new MessageDescribed(
                (string)operation.Value!["tags"]![0]!["name"]!,
                (string?)operation.Value["action"] == "send",
                Last(operation.Value["messages"]![0]!),
                Last(operation.Value["channel"]!)
            )),
    ];

    /// <summary>For people: the service that has the queue.</summary>
    public static string ReaderOf(string queue) =>
        Queues.FirstOrDefault(described => described.Name == queue) is { } known
            ? Wording.Service(known.Service)
            : queue;

    private static string Last(JsonNode reference) => ((string)reference["$ref"]!).Split('/')[^1];

    private static JsonNode Read()
    {
        using var document = typeof(Described).Assembly.GetManifestResourceStream("asyncapi.json")!;
        return JsonNode.Parse(document)!;
    }
}

public sealed record QueueDescribed(string Name, string Service, JsonObject Arguments, IReadOnlyList<string> Exchanges);

/// <param name="Channel">A queue, or the exchange of a published message.</param>
public sealed record MessageDescribed(string Service, bool Sends, string Name, string Channel);

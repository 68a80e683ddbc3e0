using System.Text.Json.Nodes;
using EventDriven.TestServers;

namespace EventDriven.Services.Tests.AsyncApi;

/// <summary>What docs/asyncapi.json says.</summary>
internal static class Described
{
    private static readonly JsonNode Document = JsonNode.Parse(
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "asyncapi.json"))
    )!;

    /// <summary>The channels by their addresses; those without a fixed one are left out.</summary>
    public static IReadOnlyDictionary<string, JsonNode> Channels { get; } =
        Document["channels"]!
            .AsObject()
            .Where(channel => (string?)channel.Value!["address"] == channel.Key)
            .ToDictionary(channel => channel.Key, channel => channel.Value!);

    /// <summary>
    /// The operations: who does what, with which message, and where. Faults and failed messages are left out.
    /// </summary>
    public static IReadOnlySet<Operation> Operations { get; } =
        Document["operations"]!
            .AsObject()
            .Where(operation => operation.Value!["messages"] is not null)
            .Where(operation => !operation.Key.EndsWith(".fault", StringComparison.Ordinal))
            .SelectMany(operation => Read(operation.Value!))
            .ToHashSet();

    private static IEnumerable<Operation> Read(JsonNode operation)
    {
        var (service, action) = ((string)operation["tags"]![0]!["name"]!, (string)operation["action"]!);
        yield return new(service, action, Last(operation["messages"]![0]!), Last(operation["channel"]!));

        // The other side of the reply is the request's own operation.
        if (action == "receive" && operation["reply"] is { } reply)
        {
            foreach (var message in reply["messages"]!.AsArray())
                yield return new(service, "reply", Last(message!), Last(reply["channel"]!));
        }
    }

    private static string Last(JsonNode reference) => ((string)reference["$ref"]!).Split('/')[^1];

    internal sealed record Operation(string Service, string Action, string Message, string Channel);
}

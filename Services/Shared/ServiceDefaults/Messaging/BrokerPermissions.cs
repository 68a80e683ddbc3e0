using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// The rights of a service on RabbitMQ: what it receives and sends by the AsyncAPI document, and no more. Each is a
/// regular expression over the names of queues and exchanges.
/// </summary>
/// <param name="Configure">To declare, which the service does with all that it uses, except queues of others.</param>
/// <param name="Write">To publish to an exchange, and to bind a queue or an exchange to another.</param>
/// <param name="Read">To receive from a queue, and to have an exchange bound to another.</param>
/// <param name="Tags">
/// "monitoring" for the service that receives what others could not handle, because it looks at the queues, too.
/// </param>
public sealed record BrokerPermissions(string Service, string Configure, string Write, string Read, string Tags)
{
    // How RabbitMQ names the exchange without a name. It leads to every queue, and direct reply-to is reached by it.
    private const string DefaultExchange = "amq.default";

    /// <param name="document">The AsyncAPI document.</param>
    public static IReadOnlyList<BrokerPermissions> Of(JsonObject document) =>
        [.. document["info"]!["tags"]!.AsArray().Select(tag => Of(document, (string)tag!["name"]!))];

    private static BrokerPermissions Of(JsonObject document, string service)
    {
        var channels = document["channels"]!.AsObject();
        var own = channels.Where(channel => IsOf(service, channel.Value!)).ToList();
        var operations = document["operations"]!
            .AsObject()
            .Select(operation => operation.Value!)
            .Where(operation => IsOf(service, operation))
            .ToLookup(operation => (string)operation["action"]!);

        string[] ownQueues = [.. own.SelectMany(queue => RestingQueues.Of(queue.Key).Append(queue.Key))];
        string[] failed = [.. operations["receive"].Select(Channel).SelectMany(channel => Addresses(channel.Value!))];
        string[] queues = [.. ownQueues, .. failed];
        string[] bound =
        [
            .. own.SelectMany(queue => queue.Value!["x-bound-to-exchanges"]!.AsArray())
                .Select(exchange => (string)exchange!),
        ];
        string[] sendsTo =
        [
            .. own.Select(queue => SendExchanges.Of(queue.Key)), // What it delivers again later.
            .. own.SelectMany(queue => queue.Value!["messages"]!.AsObject())
                .SelectMany(message => Addresses(channels["faults"]!, message.Key)),
            .. operations["send"].Select(Channel).Where(channel => channel.Key != "faults").SelectMany(DestinationsOf),
        ];
        string[] repliesTo = [.. operations["receive"].Where(HasReply).Select(_ => DefaultExchange)];
        return new BrokerPermissions(
            service,
            Configure: AnyOf([.. queues, .. bound, .. sendsTo]),
            Write: AnyOf([.. queues, .. sendsTo, .. repliesTo]),
            Read: AnyOf([.. queues, .. bound]),
            Tags: failed.Length > 0 ? "monitoring" : ""
        );

        KeyValuePair<string, JsonNode?> Channel(JsonNode operation)
        {
            var name = ((string)operation["channel"]!["$ref"]!).Split('/')[^1];
            return KeyValuePair.Create(name, channels[name]);
        }
    }

    private static bool IsOf(string service, JsonNode described) =>
        described["tags"]?.AsArray().Any(tag => (string)tag!["name"]! == service) == true;

    private static bool HasReply(JsonNode operation) => operation["reply"] is not null;

    private static IEnumerable<string> DestinationsOf(KeyValuePair<string, JsonNode?> channel) =>
        channel.Value switch
        {
            { } many when many["parameters"] is not null => Addresses(many),
            { } queue when queue["x-queue-arguments"] is not null => [SendExchanges.Of(channel.Key)],
            { } exchange => [(string)exchange["address"]!],
            null => [],
        };

    /// <summary>The addresses of a channel with a parameter; none without one.</summary>
    private static IEnumerable<string> Addresses(JsonNode channel, string? only = null) =>
        (channel["parameters"]?.AsObject() ?? []).SelectMany(parameter =>
            parameter.Value!["enum"]!
                .AsArray()
                .Select(value => (string)value!)
                .Where(value => only is null || value == only)
                .Select(value => ((string)channel["address"]!).Replace($"{{{parameter.Key}}}", value))
        );

    private static string AnyOf(IEnumerable<string> names) =>
        $"^({string.Join('|', names.Distinct().Order(StringComparer.Ordinal).Select(Regex.Escape))})$";
}

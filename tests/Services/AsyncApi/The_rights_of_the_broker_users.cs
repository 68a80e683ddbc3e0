using System.Text.Json.Nodes;
using EventDriven.Services.Tests.StoredMessages;
using EventDriven.TestServers;
using RabbitMQ.Client;
using Shouldly;

namespace EventDriven.Services.Tests.AsyncApi;

/// <summary>
/// Each service's user tries everything with every queue and exchange, and may do what docs/asyncapi.json says alone.
/// </summary>
public sealed class The_rights_of_the_broker_users(Servers servers)
{
    private const string DefaultExchange = "amq.default";

    private static readonly JsonNode Document = JsonNode.Parse(
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "asyncapi.json"))
    )!;

    private static readonly Dictionary<string, JsonNode> Channels = Document["channels"]!
        .AsObject()
        .ToDictionary(channel => channel.Key, channel => channel.Value!);

    private static readonly Dictionary<string, string> Queues = Channels
        .Where(channel => channel.Value["x-queue-arguments"] is not null)
        .ToDictionary(channel => channel.Key, channel => ServiceOf(channel.Value));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Are_those_of_the_document()
    {
        await using var broker = await servers.CreateVirtualHostAsync("rights", Cancelled);
        var users = ServiceEntry.All.ToDictionary(entry => NameOf(entry.Name), entry => broker.UserOf(entry.Name));
        var settings = ServiceEntry.All.ToDictionary(
            entry => $"RabbitMq:Users:{entry.Name}",
            entry => users[NameOf(entry.Name)].Credentials
        );
        settings["ConnectionStrings:RabbitMq"] = broker.Uri.AbsoluteUri;
        settings["RabbitMq:Management"] = broker.Management.BaseAddress!.AbsoluteUri;
        var deployed = await ServiceExecutable.Run("AllInOne", settings, "--deploy-topology");
        deployed.ExitCode.ShouldBe(0, deployed.Output);

        string[] names =
        [
            .. Queues.Keys.SelectMany(queue => Own(queue).Append($"to-{queue}")),
            .. Channels.Where(channel => IsEvent(channel.Value)).Select(channel => channel.Key),
            .. Bound(Queues.Keys),
            .. Bound(Queues.Keys).Select(exchange => $"{exchange}.fault"),
            "MassTransit:ReceiveFault",
            "MassTransit:Fault",
            DefaultExchange,
            "amq.fanout",
            "amq.topic",
            "another",
        ];
        var granted = await Task.WhenAll(
            users.Select(user => Task.Run(() => Granted(user.Key, user.Value.Uri, [.. names.Distinct()])))
        );

        var (actual, described) = (
            granted.SelectMany(one => one).Distinct().ToList(),
            users.Keys.SelectMany(Described).ToList()
        );
        actual.Except(described).ShouldBeEmpty("the document does not say that the service does this");
        described.Except(actual).ShouldBeEmpty("the document says that the service does this");
    }

    private static IEnumerable<(string Service, string Right, string Name)> Described(string service)
    {
        string[] own = [.. Queues.Where(queue => queue.Value == service).Select(queue => queue.Key)];
        var operations = Document["operations"]!
            .AsObject()
            .Select(operation => operation.Value!)
            .Where(operation => ServiceOf(operation) == service)
            .ToList();
        var sendsTo = operations
            .Where(operation => (string)operation["action"]! == "send")
            .Select(operation => ((string)operation["channel"]!["$ref"]!).Split('/')[^1])
            .SelectMany(channel =>
                channel switch
                {
                    "faults" => Bound(own).Where(IsOfMessage).Select(exchange => $"{exchange}.fault"),
                    "unreadable" => [(string)Channels[channel]["address"]!],
                    "put-back" => Queues.Keys.Select(queue => $"to-{queue}"),
                    _ when Queues.ContainsKey(channel) => [$"to-{channel}"],
                    _ => [channel],
                }
            )
            // What fails is delivered again later.
            .Concat(own.Select(queue => $"to-{queue}"))
            .ToList();
        var handlesFailed = operations.Exists(operation =>
            (string)operation["channel"]!["$ref"]! == "#/channels/resting"
        );
        string[] queues = [.. own.SelectMany(Own), .. handlesFailed ? Queues.Keys.SelectMany(Resting) : []];
        var answers = operations.Exists(operation =>
            (string)operation["action"]! == "receive" && operation["reply"] is not null
        );

        return
        [
            .. queues.Concat(Bound(own)).Concat(sendsTo).Distinct().Select(name => (service, "configure", name)),
            .. queues
                .Concat(sendsTo)
                .Concat(answers ? [DefaultExchange] : [])
                .Distinct()
                .Select(name => (service, "write", name)),
            .. queues.Concat(Bound(own)).Distinct().Select(name => (service, "read", name)),
        ];
    }

    private static async Task<IReadOnlyList<(string Service, string Right, string Name)>> Granted(
        string service,
        Uri uri,
        IReadOnlyList<string> names
    )
    {
        await using var connection = await new ConnectionFactory { Uri = uri }.CreateConnectionAsync(Cancelled);
        var granted = new List<(string, string, string)>();
        foreach (var name in names)
        {
            var exchange = name == DefaultExchange ? "" : name;
            if (
                !await Try("configure", channel => channel.ExchangeDeclareAsync(exchange, "fanout", durable: true))
                && !await Try("configure", channel => channel.QueueDeclareAsync(name, durable: true, exclusive: false))
            )
            {
                await Try("configure", channel => channel.ExchangeDeleteAsync(exchange));
                await Try("configure", channel => channel.QueueDeleteAsync(name));
            }

            await Try("write", channel => channel.BasicPublishAsync(exchange, "nobody", Array.Empty<byte>()).AsTask());
            await Try("read", channel => channel.BasicGetAsync(name, autoAck: true));
            await Try("read", channel => channel.QueuePurgeAsync(name));

            async Task<bool> Try(string right, Func<IChannel, Task> operation)
            {
                var isAllowed = await IsAllowed(connection, operation);
                if (isAllowed)
                    granted.Add((service, right, name));
                return isAllowed;
            }
        }

        return granted;
    }

    private static async Task<bool> IsAllowed(IConnection connection, Func<IChannel, Task> operation)
    {
        var options = new CreateChannelOptions(
            publisherConfirmationsEnabled: true,
            publisherConfirmationTrackingEnabled: true
        );
        await using var channel = await connection.CreateChannelAsync(options, Cancelled);
        try
        {
            await operation(channel);
        }
        catch (Exception) when (channel.CloseReason is { } reason)
        {
            // 404: what is not there, or was deleted before. Rights are looked at first.
            if (reason.ReplyCode == Constants.AccessRefused)
                return false;
        }

        return true;
    }

    private static string ServiceOf(JsonNode described) =>
        (string?)described["tags"]?.AsArray().FirstOrDefault()?["name"] ?? "";

    private static bool IsEvent(JsonNode channel) => channel["bindings"]?["amqp"]?["exchange"]?["name"] is not null;

    private static bool IsOfMessage(string exchange) => !exchange.StartsWith("to-", StringComparison.Ordinal);

    private static IEnumerable<string> Bound(IEnumerable<string> queues) =>
        queues.SelectMany(queue => Channels[queue]["x-bound-to-exchanges"]!.AsArray()).Select(name => (string)name!);

    private static IEnumerable<string> Own(string queue) => Resting(queue).Append(queue);

    private static IEnumerable<string> Resting(string queue) =>
        Channels[queue]["x-queue-arguments"]!["x-dead-letter-exchange"] is { } deadLetters
            ? [$"{queue}_error", $"{queue}_skipped", (string)deadLetters!]
            : [$"{queue}_error", $"{queue}_skipped"];

    private static string NameOf(string service) =>
        string.Concat(service.Select((letter, at) => char.IsUpper(letter) && at > 0 ? $"-{letter}" : $"{letter}"))
            .ToLowerInvariant();
}

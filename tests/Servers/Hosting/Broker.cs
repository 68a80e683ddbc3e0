using System.Net.Http.Json;
using System.Text.Json;
using RabbitMQ.Client;

namespace EventDriven.TestServers.Hosting;

/// <summary>What the broker holds, as an operator would ask it.</summary>
internal sealed class Broker(TestVirtualHost host)
{
    /// <summary>Where it is, with user, password and virtual host.</summary>
    public Uri Address => host.Uri;

    /// <summary>Its management API, with user and password.</summary>
    public Uri Management
    {
        get
        {
            var user = host.Uri.UserInfo.Split(':');
            return new UriBuilder(host.Management.BaseAddress!) { UserName = user[0], Password = user[1] }.Uri;
        }
    }

    public Task<IReadOnlyList<string>> QueueNames(CancellationToken cancel) => Names("queues", cancel);

    public Task<IReadOnlyList<string>> ExchangeNames(CancellationToken cancel) => Names("exchanges", cancel);

    /// <summary>
    /// The queues that hold messages, and how many. The broker is asked over AMQP: the management API's counts are some
    /// seconds old.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, uint>> WaitingMessages(CancellationToken cancel)
    {
        // A connection for the question: the broker may have been killed since the last one.
        await using var connection = await new ConnectionFactory { Uri = host.Uri }.CreateConnectionAsync(
            "end-to-end tests",
            cancel
        );
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancel);
        var waiting = new Dictionary<string, uint>();
        foreach (var queue in await QueueNames(cancel))
        {
            if (await channel.MessageCountAsync(queue, cancel) is > 0 and var count)
                waiting[queue] = count;
        }

        return waiting;
    }

    /// <summary>How many messages each consumer of some queues has acknowledged, some seconds ago.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>>> AcknowledgedMessages(
        IEnumerable<string> queues,
        CancellationToken cancel
    )
    {
        var taken = new Dictionary<string, IReadOnlyDictionary<string, long>>();
        foreach (var queue in queues)
        {
            var found = await host.Management.GetFromJsonAsync<JsonElement>(
                new Uri($"api/queues/{host.Name}/{queue}", UriKind.Relative),
                cancel
            );
            // Some are incomplete for a while after a node has come back.
            taken[queue] = found
                .GetProperty("deliveries")
                .EnumerateArray()
                .Where(consumer => consumer.GetProperty("channel_details").ValueKind == JsonValueKind.Object)
                .GroupBy(
                    consumer => consumer.GetProperty("channel_details").GetProperty("connection_name").GetString()!,
                    AcknowledgedBy
                )
                .ToDictionary(connection => connection.Key, connection => connection.Sum());
        }

        return taken;

        static long AcknowledgedBy(JsonElement consumer) =>
            consumer.TryGetProperty("stats", out var stats)
            && stats.ValueKind == JsonValueKind.Object
            && stats.TryGetProperty("ack", out var ack)
                ? ack.GetInt64()
                : 0;
    }

    /// <summary>Changes something through the management API.</summary>
    public async Task PutAsync(string path, object value, CancellationToken cancel)
    {
        using var answer = await host.Management.PutAsJsonAsync($"api/{path}", value, cancel);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<IReadOnlyList<string>> Names(string kind, CancellationToken cancel)
    {
        var found = await host.Management.GetFromJsonAsync<Named[]>(
            new Uri($"api/{kind}/{host.Name}", UriKind.Relative),
            cancel
        );
        return [.. found!.Select(named => named.Name)];
    }

    private sealed record Named(string Name);
}

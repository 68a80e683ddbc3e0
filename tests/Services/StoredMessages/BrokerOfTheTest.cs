using System.Net.Http.Json;
using EventDriven.ServiceDefaults;
using EventDriven.TestServers;

namespace EventDriven.Services.Tests.StoredMessages;

/// <summary>What these tests do to a virtual host themselves.</summary>
internal static class BrokerOfTheTest
{
    /// <summary>Makes a queue behind its exchanges, as its owner would.</summary>
    public static async Task MakeQueue(this TestVirtualHost broker, string name)
    {
        var sendExchange = SendExchanges.Of(name);
        foreach (var exchange in new[] { name, sendExchange })
            await Put(broker, $"api/exchanges/{broker.Name}/{exchange}", new { type = "fanout", durable = true });
        await Put(broker, $"api/queues/{broker.Name}/{name}", new { durable = true });
        (await Post(broker, $"api/bindings/{broker.Name}/e/{sendExchange}/e/{name}", new { })).Dispose();
        (await Post(broker, $"api/bindings/{broker.Name}/e/{name}/q/{name}", new { })).Dispose();
    }

    /// <summary>What rests in a queue; it stays there.</summary>
    public static async Task<string[]> Bodies(this TestVirtualHost broker, string queue)
    {
        using var answer = await Post(
            broker,
            $"api/queues/{broker.Name}/{queue}/get",
            new
            {
                count = 100,
                ackmode = "ack_requeue_true",
                encoding = "auto",
            }
        );
        return
        [
            .. (await answer.Content.ReadFromJsonAsync<Message[]>(TestContext.Current.CancellationToken))!.Select(
                message => message.Payload
            ),
        ];
    }

    private static async Task Put(TestVirtualHost broker, string path, object body)
    {
        using var answer = await broker.Management.PutAsJsonAsync(
            new Uri(path, UriKind.Relative),
            body,
            TestContext.Current.CancellationToken
        );
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<HttpResponseMessage> Post(TestVirtualHost broker, string path, object body) =>
        (
            await broker.Management.PostAsJsonAsync(
                new Uri(path, UriKind.Relative),
                body,
                TestContext.Current.CancellationToken
            )
        ).EnsureSuccessStatusCode();

    private sealed record Message(string Payload);
}

using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.Services.Tests.Operations.Security;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

public sealed class When_a_process_is_up(Servers servers)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_so_in_a_message_that_expires_and_at_its_end_that_it_ends()
    {
        await using var broker = await servers.CreateVirtualHostAsync("reports", Cancel);
        await Listen(broker);
        await using (
            await ConsoleHost.StartAsync(
                settings: new() { ["Transport"] = "RabbitMq", ["ConnectionStrings:RabbitMq"] = broker.Uri.AbsoluteUri }
            )
        )
        {
            JsonNode? first = null;
            await Eventually.Holds(async () => (first = await Read(broker)) is not null);
            ((string)first!["properties"]!["expiration"]!).ShouldBe("9000");
            Status(first).ShouldBe("Healthy");
        }

        await Eventually.Holds(async () => await Read(broker) is { } last && Status(last) == "Stopped");
    }

    [Fact]
    public async Task It_goes_on_where_nobody_listens_and_while_the_broker_is_away()
    {
        await using var broker = await servers.CreateVirtualHostAsync("reports", Cancel);
        await using var proxy = new TcpProxy(broker.Uri.Host, broker.Uri.Port);
        await using var host = await ConsoleHost.StartAsync(
            settings: new()
            {
                ["Transport"] = "RabbitMq",
                ["ConnectionStrings:RabbitMq"] = new UriBuilder(broker.Uri) { Host = "127.0.0.1", Port = proxy.Port }
                    .Uri
                    .AbsoluteUri,
                ["RabbitMq:Management"] = broker.Management.BaseAddress!.AbsoluteUri,
                ["ReplicaReports:Interval"] = "00:00:01",
            }
        );
        using var session = await host.OpenAsOperator();

        proxy.Open();

        await Eventually.Holds(async () =>
        {
            using var page = await session.Get("/console");
            return (await page.Content.ReadAsStringAsync(Cancel)).Contains(
                "<span class=\"figure\">1/",
                StringComparison.Ordinal
            );
        });
    }

    private static string Status(JsonNode message) =>
        (string)JsonNode.Parse((string)message["payload"]!)!["message"]!["status"]!;

    private static async Task Listen(TestVirtualHost broker)
    {
        const string exchange = "operations.replica-reported";
        using var declared = await broker.Management.PutAsJsonAsync(
            $"api/exchanges/{broker.Name}/{exchange}",
            new { type = "fanout", durable = true },
            Cancel
        );
        using var queue = await broker.Management.PutAsJsonAsync(
            $"api/queues/{broker.Name}/listener",
            new { durable = true },
            Cancel
        );
        using var bound = await broker.Management.PostAsJsonAsync(
            $"api/bindings/{broker.Name}/e/{exchange}/q/listener",
            new { },
            Cancel
        );
        bound.EnsureSuccessStatusCode();
    }

    private static async Task<JsonNode?> Read(TestVirtualHost broker)
    {
        using var got = await broker.Management.PostAsJsonAsync(
            $"api/queues/{broker.Name}/listener/get",
            new
            {
                count = 1,
                ackmode = "ack_requeue_false",
                encoding = "auto",
            },
            Cancel
        );
        return (await got.Content.ReadFromJsonAsync<JsonArray>(Cancel)) is [{ } message] ? message : null;
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.Hosting;
using EventDriven.Services.Tests.Operations.Security;
using EventDriven.TestServers;
using Microsoft.Extensions.Configuration;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

public sealed partial class When_the_broker_is_compared(Servers servers) : IAsyncLifetime
{
    private TestVirtualHost _broker = null!;
    private ConsoleHost _host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deployed_topology_is_as_it_is_declared() =>
        (await Page("/console/topology")).ShouldContain("The broker matches the declarations:");

    [Fact]
    public async Task A_binding_that_is_gone_is_seen()
    {
        await Delete($"bindings/{_broker.Name}/e/inventory.reserve-stock/e/inventory/~");

        (await Page("/console/topology")).ShouldContain(
            "The exchange inventory.reserve-stock is not bound to the exchange inventory: its messages are lost there."
        );
    }

    [Fact]
    public async Task A_binding_that_nobody_declares_is_seen()
    {
        using var bound = await _broker.Management.PostAsJsonAsync(
            $"api/bindings/{_broker.Name}/e/orders.order-completed/e/inventory",
            new { },
            Cancel
        );
        bound.EnsureSuccessStatusCode();

        (await Page("/console/topology")).ShouldContain(
            "No service declares the binding of the exchange orders.order-completed to the exchange inventory"
        );
    }

    [Fact]
    public async Task A_queue_that_is_gone_is_seen_and_what_is_missing_with_it()
    {
        await Delete($"queues/{_broker.Name}/shipping");

        var page = await Page("/console/topology");
        page.ShouldContain("2 differences");
        page.ShouldContain("The queue shipping is missing");
        page.ShouldContain("The exchange shipping is not bound to the queue shipping");
    }

    [Fact]
    public async Task A_queue_of_another_kind_is_seen()
    {
        await Delete($"queues/{_broker.Name}/shipping");
        await Put(
            $"queues/{_broker.Name}/shipping",
            new { durable = true, arguments = new Dictionary<string, string> { ["x-queue-type"] = "classic" } }
        );

        (await Page("/console/topology")).ShouldContain(
            "The queue shipping has x-queue-type = \"classic\", but is declared with \"quorum\": "
                + "its service cannot start."
        );
    }

    [Theory]
    [InlineData("shipping_error", null, "has x-delivery-limit = nothing, but is declared with 2147483647")]
    [InlineData("catalogue_dead_letter", 2147483647, "has x-message-ttl = nothing, but is declared with 10000")]
    public async Task A_queue_where_messages_rest_that_was_declared_otherwise_is_seen(
        string resting,
        int? limit,
        string difference
    )
    {
        var arguments = new Dictionary<string, object> { ["x-queue-type"] = "quorum" };
        if (limit is { } most)
            arguments["x-delivery-limit"] = most;
        // The console reads the queue, and may declare it anew before this does.
        await Eventually.Holds(async () =>
        {
            await Delete($"queues/{_broker.Name}/{resting}");
            using var made = await TryPut($"queues/{_broker.Name}/{resting}", new { durable = true, arguments });
            return made.IsSuccessStatusCode;
        });

        (await Page("/console/topology")).ShouldContain($"The queue {resting} {difference}");
    }

    [Fact]
    public async Task A_queue_that_nobody_declares_is_seen()
    {
        await Put($"queues/{_broker.Name}/left-over", new { durable = true });

        (await Page("/console/topology")).ShouldContain("No service declares the queue left-over");
    }

    [Theory]
    [InlineData(
        "notifications",
        """{ "message-ttl": 2000 }""",
        "sets message-ttl = 2000 for the queue notifications: a message that waits longer than 2000 ms becomes a failed"
    )]
    [InlineData(
        "payments_error",
        """{ "message-ttl": 2000 }""",
        "sets message-ttl = 2000 for the queue payments_error: a message that waits longer than 2000 ms is lost."
    )]
    [InlineData(
        "operations-feed",
        """{ "message-ttl": 2000 }""",
        "sets message-ttl = 2000 for the queue operations-feed: a message that waits longer than 2000 ms is lost."
    )]
    [InlineData(
        "payments_dead_letter",
        """{ "delivery-limit": 3 }""",
        "for the queue payments_dead_letter: a message that is returned more than 3 times is lost."
    )]
    [InlineData(
        "orders",
        """{ "max-length": 10 }""",
        "sets max-length = 10 for the queue orders: when it is full, it refuses messages"
    )]
    [InlineData(
        "orders",
        """{ "max-length-bytes": 10000, "overflow": "drop-head" }""",
        "sets max-length-bytes = 10000 for the queue orders: when it is full, its oldest message becomes a failed"
    )]
    [InlineData(
        "shipping",
        """{ "overflow": "drop-head" }""",
        "for the queue shipping: its dead letters are lost while the dead-letter queue is not available."
    )]
    [InlineData(
        "operations-feed",
        """{ "overflow": "reject-publish" }""",
        "for the queue operations-feed: when it is full, it refuses messages"
    )]
    [InlineData(
        "order-status",
        """{ "expires": 3600000 }""",
        "for the queue order-status: the broker deletes it with its messages when it has no consumer for 3600000 ms."
    )]
    [InlineData(
        "shipping_skipped",
        """{ "dead-letter-exchange": "elsewhere" }""",
        "for the queue shipping_skipped: what the queue cannot keep goes to that exchange"
    )]
    public async Task A_policy_that_loses_messages_is_seen(string queue, string policy, string sentence)
    {
        await Decree(queue, policy);

        var page = "";
        await Eventually.Holds(
            async () => (page = await Page("/console/topology")).Contains(sentence, StringComparison.Ordinal),
            $"{sentence}: {page}"
        );
        page.ShouldContain("The policy decree sets");
        page.ShouldContain("Remove the setting, or change the policy's pattern");
    }

    [Theory]
    [InlineData("payments", """{ "dead-letter-exchange": "elsewhere", "dead-letter-strategy": "at-most-once" }""")]
    [InlineData("operations-feed", """{ "max-length": 600000 }""")]
    [InlineData("operations-replicas", """{ "message-ttl": 2000 }""")]
    [InlineData("catalogue", """{ "message-ttl": 2000 }""")]
    public async Task A_policy_that_takes_nothing_is_no_difference(string queue, string policy)
    {
        await Decree(queue, policy);
        await Eventually.Holds(async () =>
            (
                await _broker.Management.GetFromJsonAsync<JsonNode>(
                    new Uri($"api/queues/{_broker.Name}/{queue}", UriKind.Relative),
                    Cancel
                )
            )!["effective_policy_definition"]
                is JsonObject { Count: > 0 }
        );

        (await Page("/console/topology")).ShouldContain("The broker matches the declarations:");
    }

    [Fact]
    public async Task The_overview_shows_the_queues_and_where_to_look_at_them()
    {
        var page = await Page("/console");

        page.ShouldContain($"href=\"{_broker.Management.BaseAddress}#/queues/{_broker.Name}/orders\"");
        page.ShouldNotContain("orders_dead_letter", customMessage: "where messages rest is of interest when one does");
        page.ShouldNotContain(new Uri(_broker.Uri.AbsoluteUri).UserInfo);
    }

    [Theory]
    [InlineData("/console", "Ended in the last hour")]
    [InlineData("/console/topology", "Read by")]
    public async Task Without_the_management_API_the_rest_is_shown(string path, string rest)
    {
        await using var host = await Start("http://127.0.0.1:1");

        var page = await Page(path, host);

        page.ShouldContain("RabbitMQ's management API at http://127.0.0.1:1/ does not answer");
        page.ShouldContain("Check the setting RabbitMq:Management");
        page.ShouldContain(rest);
    }

    [Fact]
    public async Task A_user_who_may_not_look_is_told_what_is_missing()
    {
        await using var host = await Start(
            new UriBuilder(_broker.Management.BaseAddress!) { UserName = "stranger", Password = "no" }
                .Uri
                .AbsoluteUri
        );

        (await Page("/console", host)).ShouldContain("refuses the user stranger: give it the tag 'monitoring'");
    }

    public async ValueTask InitializeAsync()
    {
        _broker = await servers.CreateVirtualHostAsync("compared", Cancel);
        await Topology.DeployAsync(
            new ConfigurationBuilder()
                .AddEnvironmentVariables()
                .AddInMemoryCollection([new("ConnectionStrings:RabbitMq", _broker.Uri.AbsoluteUri)])
                .Build(),
            AllInOneProcess.Services,
            Cancel
        );
        _host = await Start(_broker.Management.BaseAddress!.AbsoluteUri);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _broker.DisposeAsync();
    }

    private Task<ConsoleHost> Start(string management) =>
        ConsoleHost.StartAsync(
            settings: new()
            {
                ["Transport"] = "RabbitMq",
                ["ConnectionStrings:RabbitMq"] = _broker.Uri.AbsoluteUri,
                ["RabbitMq:Management"] = management,
            }
        );

    private async Task<string> Page(string path, ConsoleHost? host = null)
    {
        using var session = await (host ?? _host).OpenAsOperator();
        using var answer = await session.Get(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return Spaces().Replace(WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel)), " ");
    }

    private async Task Delete(string what)
    {
        using var deleted = await _broker.Management.DeleteAsync(new Uri($"api/{what}", UriKind.Relative), Cancel);
        deleted.EnsureSuccessStatusCode();
    }

    private async Task Put(string what, object content)
    {
        using var made = await TryPut(what, content);
        made.EnsureSuccessStatusCode();
    }

    private Task Decree(string queue, string policy) =>
        Put(
            $"policies/{_broker.Name}/decree",
            new Dictionary<string, object?> { ["pattern"] = $"^{queue}$", ["definition"] = JsonNode.Parse(policy) }
        );

    private Task<HttpResponseMessage> TryPut(string what, object content) =>
        _broker.Management.PutAsJsonAsync($"api/{what}", content, Cancel);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}

using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using EventDriven.Contracts;
using EventDriven.EntryApi;
using EventDriven.Operations;
using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.Hosting;
using EventDriven.TestServers;
using Microsoft.Extensions.Configuration;
using RabbitMQ.Client;
using Shouldly;

namespace EventDriven.Services.Tests.Broker;

/// <summary>
/// Nothing reads the console's feed. A policy sets a lower limit than the queue's own, so that a few messages suffice.
/// </summary>
public sealed class When_no_console_is_deployed(Servers servers) : IAsyncLifetime
{
    private TestVirtualHost _broker = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_feed_drops_the_oldest_and_the_event_reaches_all_other_queues()
    {
        await Deploy(new OperationsService(), new EntryApiService());
        await Limit(Queues.OperationsFeed, 3);

        await Publish("orders.order-status-changed", count: 8);

        (await Waiting(Queues.OrderStatus)).ShouldBe(Enumerable.Range(1, 8).Select(number => $"{number}"));
        (await Waiting(Queues.OperationsFeed)).ShouldBe(["6", "7", "8"]);
        (await Get("queues")).Select(queue => (string)queue!["name"]!).ShouldNotContain("operations-feed_dead_letter");
    }

    [Fact]
    public async Task No_queue_can_refuse_a_message_or_grow_without_a_limit_unread()
    {
        await Deploy(AllInOneProcess.Services);

        foreach (var queue in await Get("queues"))
        {
            var arguments = queue!["arguments"]!;
            var longest = (long?)arguments["x-max-length"];
            if ((string?)queue["name"] == Queues.OperationsFeed)
                longest.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(100_000);
            else
                longest.ShouldBeNull($"{queue["name"]} is read by a service");
            ((string?)arguments["x-overflow"]).ShouldBe(
                longest is not null ? "drop-head"
                : arguments["x-dead-letter-exchange"] is not null ? "reject-publish"
                : null
            );
        }
    }

    public async ValueTask InitializeAsync() => _broker = await servers.CreateVirtualHostAsync("feed", Cancel);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    private Task Deploy(params IServiceModule[] services) =>
        Topology.DeployAsync(
            new ConfigurationBuilder()
                .AddEnvironmentVariables()
                .AddInMemoryCollection([new("ConnectionStrings:RabbitMq", _broker.Uri.AbsoluteUri)])
                .Build(),
            services,
            Cancel
        );

    private async Task Limit(string queue, int length)
    {
        using var set = await _broker.Management.PutAsJsonAsync(
            $"api/policies/{_broker.Name}/short",
            new Dictionary<string, object>
            {
                ["pattern"] = $"^{queue}$",
                ["apply-to"] = "queues",
                ["definition"] = new Dictionary<string, object> { ["max-length"] = length },
            },
            Cancel
        );
        set.EnsureSuccessStatusCode();
    }

    /// <summary>Each is confirmed: no queue refuses it.</summary>
    private async Task Publish(string exchange, int count)
    {
        await using var connection = await new ConnectionFactory { Uri = _broker.Uri }.CreateConnectionAsync(Cancel);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true),
            Cancel
        );
        for (var number = 1; number <= count; number++)
            await channel.BasicPublishAsync(exchange, "", mandatory: true, Encoding.UTF8.GetBytes($"{number}"), Cancel);
    }

    private async Task<IReadOnlyList<string>> Waiting(string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = _broker.Uri }.CreateConnectionAsync(Cancel);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        List<string> bodies = [];
        while (await channel.BasicGetAsync(queue, autoAck: true, Cancel) is { } got)
            bodies.Add(Encoding.UTF8.GetString(got.Body.Span));
        return bodies;
    }

    private async Task<JsonArray> Get(string what) =>
        (
            await _broker.Management.GetFromJsonAsync<JsonArray>(
                $"api/{what}/{_broker.Name}?disable_stats=true",
                Cancel
            )
        )!;
}

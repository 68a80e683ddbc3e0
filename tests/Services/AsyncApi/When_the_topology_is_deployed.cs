using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EventDriven.Notifications;
using EventDriven.Payments;
using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.Hosting;
using EventDriven.Services.Tests.StoredMessages;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace EventDriven.Services.Tests.AsyncApi;

public sealed class When_the_topology_is_deployed(Servers servers)
{
    [Fact]
    public async Task The_broker_has_the_queues_exchanges_and_bindings_that_are_described()
    {
        await using var broker = await servers.CreateVirtualHostAsync(
            "asyncapi",
            TestContext.Current.CancellationToken
        );
        var configuration = new ConfigurationBuilder()
            .AddEnvironmentVariables()
            .AddInMemoryCollection([new("ConnectionStrings:RabbitMq", broker.Uri.AbsoluteUri)])
            .Build();
        await Topology.DeployAsync(configuration, AllInOneProcess.Services, TestContext.Current.CancellationToken);

        var queues = await Get(broker, "queues");
        var exchanges = (await Get(broker, "exchanges")).ToDictionary(exchange => (string)exchange["name"]!);
        var bindings = (await Get(broker, "bindings")).ToLookup(
            binding => (string)binding["destination"]!,
            binding => (string)binding["source"]!
        );

        // Where messages come to rest is described with none of its own: each is described where it failed.
        string[] resting = ["_error", "_skipped", "_dead_letter"];
        var consumed = queues
            .Where(queue => !resting.Any(ending => ((string)queue["name"]!).EndsWith(ending, StringComparison.Ordinal)))
            .ToList();
        consumed
            .Select(queue => (string)queue["name"]!)
            .ShouldBe(QueueChannels().Select(channel => channel.Key), ignoreOrder: true);
        foreach (var queue in consumed)
        {
            var channel = Described.Channels[(string)queue["name"]!];
            var described = channel["bindings"]!["amqp"]!["queue"]!;
            Same(queue, "durable", described, "durable");
            Same(queue, "exclusive", described, "exclusive");
            Same(queue, "auto_delete", described, "autoDelete");
            JsonNode
                .DeepEquals(queue["arguments"], channel["x-queue-arguments"])
                .ShouldBeTrue($"{queue["arguments"]} is described as {channel["x-queue-arguments"]}");
            // The default exchange has every queue; of the exchange before the queue each message's is the source.
            bindings[(string)queue["name"]!]
                .Where(source => source.Length > 0 && source != (string)queue["name"]!)
                .ShouldBe(
                    channel["x-bound-to-exchanges"]!.AsArray().Select(exchange => (string)exchange!),
                    ignoreOrder: true
                );
        }

        foreach (var (name, channel) in Described.Channels.Where(channel => exchanges.ContainsKey(channel.Key)))
        {
            if (channel["bindings"]!["amqp"]!["exchange"] is not { } described)
                continue;

            Same(exchanges[name], "type", described, "type");
            Same(exchanges[name], "durable", described, "durable");
            Same(exchanges[name], "auto_delete", described, "autoDelete");
        }
    }

    private static IEnumerable<KeyValuePair<string, JsonNode>> QueueChannels() =>
        Described.Channels.Where(channel => channel.Value["bindings"]!["amqp"]!["queue"] is not null);

    private static void Same(JsonNode actual, string name, JsonNode described, string describedName) =>
        JsonNode
            .DeepEquals(actual[name], described[describedName])
            .ShouldBeTrue($"{name} of {actual["name"]} is {actual[name]}, described as {described[describedName]}");

    [Fact]
    public async Task It_ends_though_an_endpoint_cannot_be_stopped_yet()
    {
        await using var broker = await servers.CreateVirtualHostAsync(
            "deployed",
            TestContext.Current.CancellationToken
        );
        var configuration = new ConfigurationBuilder()
            .AddEnvironmentVariables()
            .AddInMemoryCollection([new("ConnectionStrings:RabbitMq", broker.Uri.AbsoluteUri)])
            .Build();

        await Topology
            .DeployAsync(
                configuration,
                [new NotificationsService(), new HeldAtReady()],
                TestContext.Current.CancellationToken
            )
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        (await Get(broker, "queues")).ShouldContain(queue => (string)queue["name"]! == "notifications");
    }

    [Fact]
    public async Task A_queue_of_another_kind_is_named_with_what_differs_and_what_to_do()
    {
        await using var broker = await servers.CreateVirtualHostAsync("classic", TestContext.Current.CancellationToken);
        await broker.MakeQueue("payments");
        var configuration = new ConfigurationBuilder()
            .AddEnvironmentVariables()
            .AddInMemoryCollection([new("ConnectionStrings:RabbitMq", broker.Uri.AbsoluteUri)])
            .Build();

        var refused = await Should.ThrowAsync<Exception>(() =>
            Topology.DeployAsync(configuration, [new PaymentsService()], TestContext.Current.CancellationToken)
        );

        var sentence = StartRefusal.Of(refused).ShouldHaveSingleItem();
        sentence.ShouldContain("inequivalent arg");
        sentence.ShouldContain("for queue 'payments'");
        sentence.ShouldContain("Delete it");
    }

    private static async Task<IReadOnlyList<JsonNode>> Get(TestVirtualHost broker, string what) =>
        [
            .. (
                await broker.Management.GetFromJsonAsync<JsonArray>(
                    $"api/{what}/{broker.Name}?disable_stats=true",
                    TestContext.Current.CancellationToken
                )
            )!.OfType<JsonNode>(),
        ];

    /// <summary>
    /// Keeps an endpoint in the moment between its report that it is ready and what lets it be stopped.
    /// </summary>
    private sealed class HeldAtReady : IServiceModule, IReceiveEndpointObserver
    {
        public string Name => "held-at-ready";

        public void AddServices(IServiceCollection services, IConfiguration configuration) =>
            services.AddReceiveEndpointObserver(_ => this);

        public void AddToBus(IBusRegistrationConfigurator bus, IConfiguration configuration) { }

        public Task Ready(ReceiveEndpointReady ready) =>
            Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);

        public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

        public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

        public Task Faulted(ReceiveEndpointFaulted faulted) => Task.CompletedTask;
    }
}

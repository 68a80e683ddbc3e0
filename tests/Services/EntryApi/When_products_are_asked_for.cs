using EventDriven.TestServers;
using RabbitMQ.Client;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

public sealed class When_products_are_asked_for(Servers servers)
{
    [Fact]
    public async Task Inventorys_answer_is_shown()
    {
        await using var host = await EntryApiHost.StartAsync();

        using var response = await host.Client.GetAsync("/products", TestContext.Current.CancellationToken);

        (await response.Problemless())
            .ToJsonString()
            .ShouldBe("""[{"sku":"TEA-1","name":"Tea","price":{"amount":"4.50","currency":"EUR"},"available":17}]""");
    }

    [Fact]
    public async Task Without_Inventory_it_is_unavailable_for_now()
    {
        await using var host = await EntryApiHost.StartAsync(withInventory: false);

        using var response = await host.Client.GetAsync("/products", TestContext.Current.CancellationToken);

        await response.Problem(503);
        response.Headers.RetryAfter!.Delta.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_question_that_nobody_answered_in_time_does_not_rest_among_the_dead_letters()
    {
        await using var broker = await servers.CreateVirtualHostAsync(
            "entry_api",
            TestContext.Current.CancellationToken
        );
        var database = await servers.CreateDatabaseAsync("entry_api", TestContext.Current.CancellationToken);
        var settings = new Dictionary<string, string?>
        {
            ["Transport"] = "RabbitMq",
            ["ConnectionStrings:RabbitMq"] = broker.Uri.AbsoluteUri,
            ["ConnectionStrings:EntryApi"] = database.ConnectionString,
        };
        // Inventory was there, so its queue is, and then it stopped.
        await using (var before = await EntryApiHost.StartAsync(settings))
        {
            await Eventually.Holds(async () =>
            {
                using var response = await before.Client.GetAsync("/products", TestContext.Current.CancellationToken);
                return response.IsSuccessStatusCode;
            });
        }

        await using var host = await EntryApiHost.StartAsync(settings, withInventory: false, database);
        await Eventually.Holds(async () =>
        {
            // It is ready without the broker too: here the question must get as far as the queue.
            using var health = await host.Client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
            return (await health.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains(
                "\"status\":\"Healthy\"",
                StringComparison.Ordinal
            );
        });
        using var unanswered = await host.Client.GetAsync("/products", TestContext.Current.CancellationToken);
        await unanswered.Problem(503);

        await using var connection = await new ConnectionFactory { Uri = broker.Uri }.CreateConnectionAsync(
            TestContext.Current.CancellationToken
        );
        await using var channel = await connection.CreateChannelAsync(
            cancellationToken: TestContext.Current.CancellationToken
        );
        await Eventually.Holds(async () =>
            await channel.MessageCountAsync("catalogue", TestContext.Current.CancellationToken) == 0
        );
        await Eventually.Holds(async () =>
            await channel.MessageCountAsync("catalogue_dead_letter", TestContext.Current.CancellationToken) == 0
        );
    }
}

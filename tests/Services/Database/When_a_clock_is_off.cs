using System.Net.Http.Json;
using System.Text.Json;
using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using EventDriven.Services.Tests.StoredMessages;
using EventDriven.TestServers;
using MassTransit;
using Npgsql;
using Shouldly;

namespace EventDriven.Services.Tests.Database;

/// <summary>An orchestrator as a real process, whose clock is not that of its database.</summary>
public sealed class When_a_clock_is_off(Servers servers)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("+10m", " s ahead of that of database Orders")]
    [InlineData("-10m", " s behind that of database Orders")]
    public async Task Deadlines_are_due_by_the_clock_of_the_database(string offset, string said)
    {
        await using var broker = await servers.CreateVirtualHostAsync("clock", Cancelled);
        await using var database = await servers.CreateDatabaseAsync("orders", Cancelled);
        await using var sql = NpgsqlDataSource.Create(database.ConnectionString);
        var (orchestrator, client) = await ServiceExecutable.Start(
            "Orchestrator",
            new()
            {
                ["ConnectionStrings:Orders"] = database.ConnectionString,
                ["ConnectionStrings:RabbitMq"] = broker.Uri.ToString(),
                ["Saga:StepDeadline"] = "00:05:00",
                ["LD_PRELOAD"] = await TestScript.RunAsync("faketime"),
                ["FAKETIME"] = offset,
                // Timers and locks of the runtime go by it.
                ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            }
        );
        await using var _ = orchestrator;
        using var __ = client;

        // Before, its queue may not be there.
        await Eventually.Holds(async () => (await client.GetAsync("/health/ready", Cancelled)).IsSuccessStatusCode);

        await Submit(broker, Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());

        // As long as it should be, give or take what this test takes.
        await Eventually.Holds(async () => await Count(sql, "true") == 3, log: () => orchestrator.Output);
        (
            await Count(
                sql,
                """
                "DueAt" BETWEEN clock_timestamp() + interval '3 min' AND clock_timestamp() + interval '5 min'
                """
            )
        ).ShouldBe(3);

        // One is due, and the others are within ten minutes of it: with the clock ahead, all three would be sent.
        await using (
            var due = sql.CreateCommand(
                """
                UPDATE "ScheduledMessage" SET "NextAttemptAt" = clock_timestamp() - interval '1 s'
                WHERE "TokenId" = (SELECT min("TokenId"::text)::uuid FROM "ScheduledMessage")
                """
            )
        )
            await due.ExecuteNonQueryAsync(Cancelled);
        await Eventually.Holds(async () => await Attempts(sql) == 4);
        (await Count(sql, "true")).ShouldBe(3, "two deadlines wait, and a new one");

        var health = await client.GetFromJsonAsync<JsonElement>("/health/ready", Cancelled);
        health.GetProperty("checks").GetProperty("database-orders").GetString().ShouldBe("Degraded");
        orchestrator
            .Output.Split('\n')
            .Where(line => line.Contains("The clock of this machine is"))
            .ShouldHaveSingleItem()
            .ShouldContain(said);
    }

    private static async Task Submit(TestVirtualHost broker, params Guid[] orders)
    {
        var bus = Bus.Factory.CreateUsingRabbitMq(transport => transport.Host(broker.Uri));
        await bus.StartAsync(Cancelled);
        try
        {
            var endpoint = await bus.GetSendEndpoint(Queues.Address(Queues.Orders));
            foreach (var order in orders)
                await endpoint.Send(
                    new SubmitOrder
                    {
                        OrderId = order,
                        CustomerId = "c-1",
                        Email = "ada@example.com",
                        Lines = [new OrderLine { Sku = "MUG-STONE-BLUE", Quantity = 1 }],
                        PaymentToken = "tok_accepted",
                        ShipTo = new PostalAddress
                        {
                            Name = "Ada",
                            Street = "Main Street 1",
                            City = "Berlin",
                            PostalCode = "10115",
                            Country = "DE",
                        },
                        SubmittedAt = DateTimeOffset.UtcNow,
                    },
                    Cancelled
                );
        }
        finally
        {
            await bus.StopAsync(CancellationToken.None);
        }
    }

    private static Task<long> Count(NpgsqlDataSource sql, string where) =>
        Scalar(sql, $"SELECT count(*) FROM \"ScheduledMessage\" WHERE {where}");

    private static Task<long> Attempts(NpgsqlDataSource sql) =>
        Scalar(sql, "SELECT coalesce(sum(\"Attempt\"), 0) FROM \"Orders\"");

    private static async Task<long> Scalar(NpgsqlDataSource sql, string query)
    {
#pragma warning disable CA2100 // The test's own.
        await using var command = sql.CreateCommand(query);
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync(Cancelled))!;
    }
}

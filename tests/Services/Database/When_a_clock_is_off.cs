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

/// <summary>Orchestrators as real processes. The clock of one is not that of their database.</summary>
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
        await using var orchestrator = await Start(broker, database, stepDeadline: "00:05:00", offset);

        await Submit(broker, Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());

        // As long as it should be, give or take what this test takes.
        await Eventually.Holds(async () => await Count(sql, "true") == 3, log: () => orchestrator.Process.Output);
        (
            await Count(
                sql,
                """
                "DueAt" BETWEEN clock_timestamp() + interval '3 min' AND clock_timestamp() + interval '5 min'
                """
            )
        ).ShouldBe(3);
        (
            await Scalar(
                sql,
                """
                SELECT count(*) FROM "Orders"
                WHERE "DeadlineAt" BETWEEN clock_timestamp() + interval '3 min' AND clock_timestamp() + interval '5 min'
                """
            )
        ).ShouldBe(3);
        // There is no queue for the commands.
        (
            await Scalar(
                sql,
                """
                SELECT count(*) FROM "OutboxMessage" WHERE "MessageType" LIKE '%inventory.reserve-stock%'
                AND "VisibleTime" BETWEEN clock_timestamp() - interval '1 min' AND clock_timestamp() + interval '3 min'
                """
            )
        ).ShouldBe(3);

        // One is due, and the others are within ten minutes of it: with the clock ahead, all three would be sent.
        await Execute(
            sql,
            """
            UPDATE "ScheduledMessage" SET "NextAttemptAt" = clock_timestamp() - interval '1 s'
            WHERE "TokenId" = (SELECT min("TokenId"::text)::uuid FROM "ScheduledMessage")
            """
        );
        await Eventually.Holds(async () => await Attempts(sql) == 4);
        (await Count(sql, "true")).ShouldBe(3, "two deadlines wait, and a new one");

        await Reports(orchestrator, said);
    }

    [Fact]
    public async Task No_attempt_is_early_whichever_replica_makes_it()
    {
        await using var broker = await servers.CreateVirtualHostAsync("clock", Cancelled);
        await using var database = await servers.CreateDatabaseAsync("orders", Cancelled);
        await using var sql = NpgsqlDataSource.Create(database.ConnectionString);
        await using var right = await Start(broker, database, stepDeadline: "00:00:02");
        await using var ahead = await Start(broker, database, stepDeadline: "00:00:02", offset: "+10m");
        // Each deadline, and each attempt after the first, by the clock of the database. The time of the latest entry
        // in an order's history is by the clock of the replica.
        await Execute(
            sql,
            """
            CREATE TABLE deadlines (token uuid, due timestamptz, set_at timestamptz DEFAULT clock_timestamp());
            CREATE TABLE attempts (attempt int, ended uuid, ahead boolean, at timestamptz DEFAULT clock_timestamp());
            CREATE FUNCTION note_deadline() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                INSERT INTO deadlines VALUES (NEW."TokenId", NEW."DueAt");
                RETURN NULL;
            END $$;
            CREATE FUNCTION note_attempt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                INSERT INTO attempts VALUES (NEW."Attempt", OLD."DeadlineTokenId",
                    NEW."UpdatedAt" > clock_timestamp() + interval '5 min');
                RETURN NULL;
            END $$;
            CREATE TRIGGER note AFTER INSERT ON "ScheduledMessage" FOR EACH ROW EXECUTE FUNCTION note_deadline();
            CREATE TRIGGER note AFTER UPDATE ON "Orders" FOR EACH ROW
                WHEN (NEW."Attempt" > OLD."Attempt") EXECUTE FUNCTION note_attempt();
            """
        );
        const int orders = 20;

        await Submit(broker, [.. Enumerable.Range(0, orders).Select(_ => Guid.NewGuid())]);
        await Eventually.Holds(async () => await Noted("attempts WHERE attempt = 3") == orders);

        // Each waits for the deadline of the attempt before it, up to the tolerance of the clocks.
        const string both = "attempts JOIN deadlines ON token = ended";
        (await Noted(both)).ShouldBeGreaterThanOrEqualTo(2 * orders);
        (await Noted($"{both} WHERE at < due - interval '1 s'")).ShouldBe(0, "early attempts");
        (await Noted($"{both} WHERE due > set_at + (2 ^ (attempt - 1) + 1) * interval '1 s'")).ShouldBe(
            0,
            "deadlines that are too late"
        );
        (await Noted("attempts WHERE ahead")).ShouldBeGreaterThan(0, "attempts by the replica whose clock is ahead");
        (await Noted("attempts WHERE NOT ahead")).ShouldBeGreaterThan(0, "attempts by the other");
        await Reports(ahead, " s ahead of that of database Orders");
        right.Process.Output.ShouldNotContain("The clock of this machine is");

        Task<long> Noted(string what) => Scalar(sql, $"SELECT count(*) FROM {what}");
    }

    private static async Task<Orchestrator> Start(
        TestVirtualHost broker,
        TestDatabase database,
        string stepDeadline,
        string? offset = null
    )
    {
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:Orders"] = database.ConnectionString,
            ["ConnectionStrings:RabbitMq"] = broker.Uri.ToString(),
            ["Saga:StepDeadline"] = stepDeadline,
        };
        if (offset is not null)
        {
            settings["LD_PRELOAD"] = await TestScript.RunAsync("faketime");
            settings["FAKETIME"] = offset;
            // Timers and locks of the runtime go by it.
            settings["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
        }

        var (process, client) = await ServiceExecutable.Start("Orchestrator", settings);
        // Before, its queue may not be there.
        await Eventually.Holds(async () => (await client.GetAsync("/health/ready", Cancelled)).IsSuccessStatusCode);
        return new Orchestrator(process, client);
    }

    private static async Task Reports(Orchestrator orchestrator, string said)
    {
        var health = await orchestrator.Client.GetFromJsonAsync<JsonElement>("/health/ready", Cancelled);
        health.GetProperty("checks").GetProperty("database-orders").GetString().ShouldBe("Degraded");
        orchestrator
            .Process.Output.Split('\n')
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

    private static async Task Execute(NpgsqlDataSource sql, string statements)
    {
#pragma warning disable CA2100 // The test's own.
        await using var command = sql.CreateCommand(statements);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    private sealed record Orchestrator(ProgramProcess Process, HttpClient Client) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await Process.DisposeAsync();
            // libfaketime deletes these when a process ends, but not when it is killed.
            foreach (var leftOver in Directory.GetFiles("/dev/shm", $"*faketime_*_{Process.Id}"))
                File.Delete(leftOver);
        }
    }
}

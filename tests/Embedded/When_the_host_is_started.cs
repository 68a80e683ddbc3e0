using System.Net;
using EventDriven.TestServers.Hosting;
using Microsoft.Data.Sqlite;
using Shouldly;

namespace EventDriven.Embedded.Tests;

[Collection(nameof(RunningHost))]
public sealed class When_the_host_is_started(RunningHost running)
{
    [Fact]
    public async Task It_says_where_to_look_and_what_to_try()
    {
        var api = await running.Process.Listening();
        using var client = await running.Process.Client();
        using var response = await client.GetAsync("/products", TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        running.Process.Output.ShouldContain(running.Folder);
        running.Process.Output.ShouldContain($"{api.GetLeftPart(UriPartial.Authority)}/products");
        File.Exists(Path.Combine(running.Folder, "entryapi.db")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_folder_that_another_host_has_is_named_with_the_way_out()
    {
        await using var second = new EmbeddedProcess("--data", running.Folder, "--urls", "http://127.0.0.1:0");

        (await second.Ended()).ShouldBe(1, second.Output);
        second.Output.ShouldContain(running.Folder);
        second.Output.ShouldContain("--data");
        second.Output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Whoever_reads_its_databases_holds_up_no_order()
    {
        var databases = Directory.GetFiles(running.Folder, "*.db");
        databases.ShouldNotBeEmpty();
        var readers = new List<SqliteConnection>();
        try
        {
            foreach (var database in databases)
            {
                var reader = new SqliteConnection(
                    new SqliteConnectionStringBuilder
                    {
                        DataSource = database,
                        Mode = SqliteOpenMode.ReadOnly,
                        Pooling = false,
                    }.ConnectionString
                );
                readers.Add(reader);
                await reader.OpenAsync(TestContext.Current.CancellationToken);
                await using var read = new SqliteCommand("BEGIN; SELECT count(*) FROM sqlite_master", reader);
                await read.ExecuteScalarAsync(TestContext.Current.CancellationToken);
            }

            using var orders = await running.Process.Orders();
            var order = await orders.Place(new PlacedOrder("MUG-STONE-BLUE"), TestContext.Current.CancellationToken);

            // Less than the time for which SQLite waits for a lock.
            var seen = await orders.See(
                order,
                order => order.HasEnded,
                TimeSpan.FromSeconds(20),
                TestContext.Current.CancellationToken
            );
            seen.State.ShouldBe("Completed");
        }
        finally
        {
            foreach (var reader in readers)
                await reader.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_is_set_aside_is_listed_discarded_or_retried_beside_it()
    {
        await using var database = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = Path.Combine(running.Folder, "orders.db"),
                Pooling = false,
            }.ConnectionString
        );
        await database.OpenAsync(TestContext.Current.CancellationToken);
        await using var insert = database.CreateCommand();
        insert.CommandText = """
            INSERT INTO "OutboxMessage" ("MessageId", "SentTime", "Attempts", "LastError", "ContentType", "MessageType",
                "Body", "DestinationAddress")
            VALUES ('0198C9E2-0000-7000-8000-000000000001', '2026-11-22 10:00:00', 10, 'No way.',
                'application/vnd.masstransit+json', 'urn:message:nothing', '{}', 'exchange:nobody'),
                ('0198C9E2-0000-7000-8000-000000000002', '2026-11-22 10:00:00', 10, 'No queue.',
                'application/vnd.masstransit+json', 'urn:message:something', '{}', 'exchange:nobody')
            """;
        await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        await using var list = new EmbeddedProcess("--data", running.Folder, "outbox", "list");
        (await list.Ended()).ShouldBe(0, list.Output);
        list.Output.ShouldContain("0198c9e2-0000-7000-8000-000000000001");
        list.Output.ShouldContain("No way.");
        list.Output.ShouldContain("2 messages are set aside.");

        await using var discarded = new EmbeddedProcess(
            "outbox",
            "discard",
            "0198c9e2-0000-7000-8000-000000000002",
            "--data",
            running.Folder
        );
        (await discarded.Ended()).ShouldBe(0, discarded.Output);
        foreach (
            var said in new[] { "urn:message:something", "exchange:nobody", "No queue.", "1 message is discarded." }
        )
            discarded.Output.ShouldContain(said);
        insert.CommandText = """
            SELECT "LastError" FROM "OutboxMessage" WHERE "VisibleTime" IS NULL AND "DeliveredTime" IS NULL
            """;
        (await insert.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe("No way.");

        await using var retried = new EmbeddedProcess(
            "outbox",
            "retry",
            "0198c9e2-0000-7000-8000-000000000001",
            "--data",
            running.Folder
        );
        (await retried.Ended()).ShouldBe(0, retried.Output);
        await using var again = new EmbeddedProcess("--data", running.Folder, "outbox", "list");
        (await again.Ended()).ShouldBe(0, again.Output);
        again.Output.ShouldContain("No message is set aside.");
    }
}

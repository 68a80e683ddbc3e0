using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.TestServers;
using MassTransit;
using Npgsql;
using Shouldly;

namespace EventDriven.Services.Tests.StoredMessages;

/// <summary>
/// The orchestrator as a real process, alone on its broker: there is no queue for the commands to the participants.
/// </summary>
public sealed class When_a_command_has_no_queue(Servers servers)
{
    private const string Reserve = "\"MessageType\" LIKE '%inventory.reserve-stock%'";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_set_aside_shown_to_the_operator_retried_and_sent()
    {
        await using var broker = await servers.CreateVirtualHostAsync("set-aside", Cancelled);
        await using var database = await servers.CreateDatabaseAsync("orders", Cancelled);
        await using var sql = NpgsqlDataSource.Create(database.ConnectionString);
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:Orders"] = database.ConnectionString,
            ["ConnectionStrings:RabbitMq"] = broker.Uri.ToString(),
            ["Saga:StepDeadline"] = "00:05:00",
        };
        var (orchestrator, client) = await ServiceExecutable.Start("Orchestrator", settings);
        await using var _ = orchestrator;
        using var __ = client;
        await Eventually.Holds(async () =>
            (await client.GetAsync("/health/ready", Cancelled)).StatusCode == HttpStatusCode.OK
        );
        var (order, unknown) = (Guid.NewGuid(), Guid.NewGuid());
        var refused = await ServiceExecutable.Run("Orchestrator", settings, "outbox", "retry", $"{unknown}");
        refused.ExitCode.ShouldBe(1, refused.Output);
        refused.Output.ShouldContain($"No message {unknown} is set aside in Orders.");

        await Submit(broker, order);

        await Eventually.Holds(async () => await Count(sql, $"{Reserve} AND \"LastError\" LIKE '%returned%'") == 1);
        // An event without a reader is sent.
        await Eventually.Holds(async () => await Count(sql, $"NOT ({Reserve})") == 0);
        await SetAside(sql);
        var id = await Scalar<Guid>(sql, $"SELECT \"MessageId\" FROM \"OutboxMessage\" WHERE {Reserve}");
        await Eventually.Holds(() =>
            orchestrator.Output.Contains($"{id}", StringComparison.Ordinal)
            && orchestrator.Output.Contains("is set aside", StringComparison.Ordinal)
        );

        // The process stays in service, and says what is to be done.
        await Eventually.Holds(async () => (await Health(client)).GetProperty("status").GetString() == "Degraded");
        (await client.GetAsync("/health/ready", Cancelled)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Health(client))
            .GetProperty("notes")
            .GetString()
            .ShouldNotBeNull()
            .ShouldContain("Orders: 1 outbox messages are set aside");

        var list = await ServiceExecutable.Run("Orchestrator", settings, "outbox", "list");
        list.ExitCode.ShouldBe(0, list.Output);
        foreach (
            var said in new[]
            {
                $"{id}",
                "inventory.reserve-stock",
                $"{broker.Name}/inventory",
                "Orders, outbox",
                "returned",
                "10",
                "outbox retry",
            }
        )
            list.Output.ShouldContain(said);

        await broker.MakeQueue(Queues.Inventory);
        var retried = await ServiceExecutable.Run("Orchestrator", settings, "outbox", "retry", $"{id}");
        retried.ExitCode.ShouldBe(0, retried.Output);
        retried.Output.ShouldContain("1 message is due again");

        await Eventually.Holds(async () =>
            (await broker.Bodies(Queues.Inventory)).Any(body => body.Contains($"{order}", StringComparison.Ordinal))
        );
        await Eventually.Holds(async () => await Count(sql, "true") == 0);
        await Eventually.Holds(async () => (await Health(client)).GetProperty("status").GetString() == "Healthy");
        (await Health(client)).TryGetProperty("notes", out var note).ShouldBeFalse($"{note}");
        (await ServiceExecutable.Run("Orchestrator", settings, "outbox", "list")).Output.ShouldContain(
            "No message is set aside."
        );

        // "outbox retry all" has a deadline sent again too. It then expires, and the saga sends its command again.
        var deadline = await Scalar<Guid>(
            sql,
            """
            UPDATE "ScheduledMessage" SET "NextAttemptAt" = NULL, "FailedAttempts" = 12, "FailureReason" = 'No way.'
            RETURNING "MessageId"
            """
        );
        list = await ServiceExecutable.Run("Orchestrator", settings, "outbox", "list");
        foreach (var said in new[] { $"{deadline}", "Orders, scheduled", "No way.", "12" })
            list.Output.ShouldContain(said);
        var waiting = await ServiceExecutable.Run("Orchestrator", settings, "outbox", "discard", $"{id}");
        waiting.ExitCode.ShouldBe(1, waiting.Output);
        retried = await ServiceExecutable.Run("Orchestrator", settings, "outbox", "retry", "all");
        retried.ExitCode.ShouldBe(0, retried.Output);
        await Eventually.Holds(async () => (await broker.Bodies(Queues.Inventory)).Length == 2);
    }

    [Theory]
    [InlineData(2, "'nonsense' is not a message's id", "outbox", "retry", "nonsense")]
    [InlineData(2, "missing for command: 'retry'", "outbox", "retry")]
    [InlineData(2, "'all'", "outbox", "discard", "all")]
    [InlineData(2, "Required command was not provided", "outbox")]
    [InlineData(2, "'outbx' is not a command, an option or a setting", "outbx")]
    [InlineData(1, "The database does not answer", "outbox", "list")]
    [InlineData(1, "The database does not answer", "outbox", "retry", "0198c9e2-0000-7000-8000-000000000000")]
    [InlineData(1, "The database does not answer", "outbox", "discard", "0198c9e2-0000-7000-8000-000000000000")]
    public async Task The_command_line_says_what_is_wrong(int exitCode, string said, params string[] command)
    {
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:Orders"] = "Host=127.0.0.1;Port=1;Database=orders;Username=orders;Password=none",
            ["ConnectionStrings:RabbitMq"] = "amqp://127.0.0.1:1",
        };

        var answer = await ServiceExecutable.Run("Orchestrator", settings, command);

        answer.ExitCode.ShouldBe(exitCode, answer.Output);
        answer.Output.ShouldContain(said);
        answer.Output.ShouldNotContain("   at ", customMessage: "a stack trace helps no operator");
    }

    private static async Task Submit(TestVirtualHost broker, Guid order)
    {
        var bus = Bus.Factory.CreateUsingRabbitMq(transport => transport.Host(broker.Uri));
        await bus.StartAsync(Cancelled);
        try
        {
            var endpoint = await bus.GetSendEndpoint(Queues.Address(Queues.Orders));
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

    /// <summary>
    /// Has the command come to its last try, which would be minutes from now, and waits until it is set aside.
    /// </summary>
    private static Task SetAside(NpgsqlDataSource sql) =>
        Eventually.Holds(async () =>
        {
            await using var hurry = sql.CreateCommand(
                $"""
                UPDATE "OutboxMessage" SET "Attempts" = 9, "VisibleTime" = now()
                WHERE {Reserve} AND "Attempts" < 9 AND "VisibleTime" < now() + interval '10 seconds'
                """
            );
            await hurry.ExecuteNonQueryAsync(Cancelled);
            return await Count(sql, $"{Reserve} AND \"VisibleTime\" IS NULL") == 1;
        });

    private static async Task<JsonElement> Health(HttpClient client) =>
        await client.GetFromJsonAsync<JsonElement>("/health/ready", Cancelled);

    private static Task<long> Count(NpgsqlDataSource sql, string where) =>
        Scalar<long>(sql, $"SELECT count(*) FROM \"OutboxMessage\" WHERE {where}");

    private static async Task<T> Scalar<T>(NpgsqlDataSource sql, string statement)
    {
        await using var command = sql.CreateCommand(statement);
        return (T)(await command.ExecuteScalarAsync(Cancelled))!;
    }
}

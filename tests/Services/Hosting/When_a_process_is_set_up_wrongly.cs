using System.Net;
using System.Net.Sockets;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.Services.Tests.StoredMessages;
using EventDriven.TestServers;
using Npgsql;
using Shouldly;

namespace EventDriven.Services.Tests.Hosting;

/// <summary>Each service as a real process, with a setting that it cannot use.</summary>
public sealed class When_a_process_is_set_up_wrongly(Servers servers)
{
    [Theory]
    [InlineData("EntryApi", "RateLimit:PerSecond", "RateLimit:PerSecond", "many")]
    [InlineData("EntryApi", "RequestTimeout", "RequestTimeout", "a while")]
    [InlineData("EntryApi", "Cors:Origins", "Cors:Origins", "https://shop.example.com/")]
    [InlineData("Orchestrator", "Saga:MaxAttempts must be at least 1, and is 0.", "Saga:MaxAttempts", "0")]
    [InlineData("Inventory", "must be one of Postgres, Sqlite", "Database", "Oracle")]
    [InlineData("Payments", "ConnectionStrings:Payments is missing", "Database", "Postgres")]
    [InlineData("Shipping", "ConnectionStrings:RabbitMq is missing", "Transport", "RabbitMq")]
    [InlineData("Notifications", "Smtp:Port is 'mail'", "Smtp:Port", "mail")]
    [InlineData("Operations", "Stuck:BookingShipment is 'soon'", "Stuck:BookingShipment", "soon")]
    public async Task It_ends_with_the_sentence_that_says_so(string service, string said, string setting, string value)
    {
        await using var data = new TemporaryFolder();

        var sentences = await Refusals(service, data, (setting, value));

        sentences.ShouldHaveSingleItem().ShouldContain(said);
    }

    [Fact]
    public async Task Each_thing_that_is_wrong_has_its_sentence()
    {
        await using var data = new TemporaryFolder();

        var sentences = await Refusals(
            "Orchestrator",
            data,
            ("Saga:MaxAttempts", "0"),
            ("Saga:ReviewDeadline", "00:00:00")
        );

        sentences.ShouldBe([
            "Saga:MaxAttempts must be at least 1, and is 0.",
            "Saga:ReviewDeadline must be longer than zero, and is 00:00:00.",
        ]);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        await using var data = new TemporaryFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var url = $"http://{other.LocalEndpoint}";

        var sentences = await Refusals("Inventory", data, ("Kestrel:Endpoints:Http:Url", url));

        sentences.ShouldHaveSingleItem().ShouldContain($"{url}: address already in use");
    }

    [Fact]
    public async Task A_database_that_it_may_not_use_is_named()
    {
        await using var data = new TemporaryFolder();
        await using var database = await servers.CreateDatabaseAsync(
            "inventory",
            TestContext.Current.CancellationToken
        );
        var absent = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Database = "absent",
        }.ConnectionString;

        var sentences = await Refusals(
            "Inventory",
            data,
            ("Database", "Postgres"),
            ("ConnectionStrings:Inventory", absent)
        );

        sentences
            .ShouldHaveSingleItem()
            .ShouldContain("ConnectionStrings:Inventory: database \"absent\" does not exist");
    }

    [Fact]
    public async Task A_password_that_is_missing_is_named()
    {
        await using var data = new TemporaryFolder();
        await using var database = await servers.CreateDatabaseAsync(
            "inventory",
            TestContext.Current.CancellationToken
        );
        var without = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Password = null }.ConnectionString;

        var sentences = await Refusals(
            "Inventory",
            data,
            ("Database", "Postgres"),
            ("ConnectionStrings:Inventory", without)
        );

        sentences.ShouldHaveSingleItem().ShouldContain("ConnectionStrings:Inventory, which has no password");
    }

    [Fact]
    public async Task A_database_that_cannot_be_migrated_is_named()
    {
        await using var data = new TemporaryFolder();
        await using var database = await servers.CreateDatabaseAsync(
            "inventory",
            TestContext.Current.CancellationToken
        );
        await using (var connection = new NpgsqlConnection(database.ConnectionString))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = new NpgsqlCommand("""CREATE TABLE "Products" (mine int)""", connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var sentences = await Refusals(
            "Inventory",
            data,
            ("Database", "Postgres"),
            ("ConnectionStrings:Inventory", database.ConnectionString)
        );

        sentences
            .ShouldHaveSingleItem()
            .ShouldContain(
                "ConnectionStrings:Inventory could not be migrated. PostgreSQL says: 42P07: relation \"Products\""
            );
    }

    [Theory]
    [InlineData("Database", "Postgres", "ConnectionStrings:Inventory", "Host=localhost;SSL Mode=Prefer", "SSL Mode=")]
    [InlineData("Transport", "RabbitMq", "ConnectionStrings:RabbitMq", "amqp://guest:guest@localhost", "amqps://")]
    public async Task A_connection_without_TLS_is_refused(
        string kind,
        string server,
        string setting,
        string value,
        string remedy
    )
    {
        await using var data = new TemporaryFolder();

        var sentences = await Refusals(
            "Inventory",
            data,
            (kind, server),
            (setting, value),
            ("AllowPlaintext", "false")
        );

        var sentence = sentences.ShouldHaveSingleItem();
        sentence.ShouldContain($"The setting {setting} names a connection without TLS");
        sentence.ShouldContain(remedy);
        sentence.ShouldContain("AllowPlaintext=true");
    }

    [Fact]
    public async Task A_server_without_TLS_is_refused()
    {
        await using var data = new TemporaryFolder();
        await using var database = await servers.CreateDatabaseAsync(
            "inventory",
            TestContext.Current.CancellationToken
        );

        var sentences = await Refusals(
            "Inventory",
            data,
            ("Database", "Postgres"),
            ("ConnectionStrings:Inventory", database.ConnectionString),
            ("AllowPlaintext", "false")
        );

        sentences.ShouldHaveSingleItem().ShouldContain("ConnectionStrings:Inventory has no encrypted connection");
    }

    // All that it says on standard error; what its services logged before stands on standard output, and is no stack
    // trace either.
    private static async Task<string[]> Refusals(
        string service,
        TemporaryFolder data,
        params (string Name, string Value)[] settings
    )
    {
        var all = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Transport"] = "InMemory",
            ["Database"] = "Sqlite",
            ["DataDirectory"] = data.FullPath,
        };
        foreach (var (name, value) in settings)
            all[name] = value;

        var (exitCode, output, errors) = await ServiceExecutable.Run(service, all);
        exitCode.ShouldBe(1, output);
        output.ShouldNotContain("   at ");
        return errors.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}

using EventDriven.Services.Tests.StoredMessages;
using EventDriven.TestServers;
using Npgsql;
using Shouldly;

namespace EventDriven.Services.Tests.Database;

/// <summary>With the databases that deploy/local/servers makes by deploy/postgres/services.sql.</summary>
public sealed class The_rights_of_the_database_roles
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Are_to_use_the_tables_of_their_own_database_alone()
    {
        await using var servers = Servers.OfItsOwn();
        var admin = await servers.PostgresAsync(Cancel);
        var settings = (await File.ReadAllLinesAsync(Path.Combine(servers.Folder, "env"), Cancel))
            .Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0].Replace("__", ":", StringComparison.Ordinal), pair => pair[1].Trim('\''));
        var databases = settings
            .Where(setting => setting.Key.StartsWith("ConnectionStrings:", StringComparison.Ordinal))
            .ToDictionary();
        // As an earlier version left it: the role owns its database, and tables in it.
        await Execute(admin, "ALTER DATABASE carrier OWNER TO carrier");
        await Execute(databases["ConnectionStrings:Carrier"], "CREATE TABLE old (id int)");

        await servers.StartAgainAsync(Server.Postgres, Cancel);
        var migrated = await ServiceExecutable.Run(
            "AllInOne",
            databases.ToDictionary(
                database => database.Key,
                database => $"{database.Value};{settings["POSTGRES_OWNER"]}"
            ),
            "--migrate"
        );
        migrated.ExitCode.ShouldBe(0, migrated.Output);

        await Execute(databases["ConnectionStrings:Carrier"], "INSERT INTO old VALUES (1)");
        foreach (var (name, database) in databases)
        {
            await Allows(database, """SELECT count(*) FROM "__EFMigrationsHistory" """);
            foreach (
                var table in await Strings(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            )
            {
                await Allows(database, $"""DELETE FROM "{table}" WHERE false""");
                await Refuses(database, $"""TRUNCATE "{table}" """);
                await Refuses(database, $"""ALTER TABLE "{table}" ADD COLUMN more int""");
                await Refuses(database, $"""DROP TABLE "{table}" """);
            }

            await Refuses(database, "CREATE TABLE mine (id int)");
            await Refuses(database, "CREATE SCHEMA mine");
            await Refuses(database, "SET ROLE owner");
            (
                await Strings(
                    database,
                    """
                    SELECT relname::text FROM pg_class WHERE pg_get_userbyid(relowner) = current_user
                    UNION SELECT datname::text FROM pg_database WHERE pg_get_userbyid(datdba) = current_user
                    """
                )
            ).ShouldBeEmpty($"{name} owns something");
            foreach (var other in databases.Keys.Where(other => other != name).Append("postgres"))
            {
                var elsewhere = new NpgsqlConnectionStringBuilder(database)
                {
                    Database =
                        other == "postgres" ? other : new NpgsqlConnectionStringBuilder(databases[other]).Database,
                }.ConnectionString;
                await Refuses(elsewhere, "SELECT 1");
            }
        }
    }

    [Fact]
    public async Task Do_not_keep_a_service_from_starting_before_its_database_is_migrated()
    {
        await using var servers = new Servers();
        await using var broker = await servers.CreateVirtualHostAsync("migrated", Cancel);
        await using var database = await servers.CreateOwnedDatabaseAsync("notifications", Cancel);
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:Notifications"] = database.ConnectionString,
            ["ConnectionStrings:RabbitMq"] = broker.Uri.AbsoluteUri,
        };

        await using var service = new ProgramProcess("Notifications", [], settings);
        await Eventually.Holds(() => service.Output.Contains("run AllInOne --migrate", StringComparison.Ordinal));
        settings["ConnectionStrings:Notifications"] = database.OwnerConnectionString;
        await using var owner = new ProgramProcess("Notifications", [], settings);

        await owner.Listening(Cancel);
        await service.Listening(Cancel);
    }

    private static async Task Allows(string database, string sql) => await Execute(database, sql);

    private static async Task Refuses(string database, string sql) =>
        (await Should.ThrowAsync<PostgresException>(() => Execute(database, sql), sql)).SqlState.ShouldBe(
            PostgresErrorCodes.InsufficientPrivilege,
            sql
        );

    private static async Task<IReadOnlyList<string>> Strings(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var found = new List<string>();
        while (await reader.ReadAsync(Cancel))
            found.Add(reader.GetString(0));
        return found;
    }

    private static async Task Execute(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Cancel);
#pragma warning disable CA2100 // Only what this class says.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Cancel);
    }
}

using Npgsql;

namespace EventDriven.TestServers;

/// <summary>
/// An empty PostgreSQL database with a role of the same name, which owns it unless another role does. Disposing drops
/// all of them, and closes their connections.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string _admin;

    private TestDatabase(string admin, string name, string owner, string password)
    {
        _admin = admin;
        Name = name;
        ConnectionString = ConnectAs(name);
        OwnerConnectionString = ConnectAs(owner);

        string ConnectAs(string role) =>
            new NpgsqlConnectionStringBuilder(admin)
            {
                Database = name,
                Username = role,
                Password = password,
            }.ConnectionString;
    }

    /// <summary>The database's name, and its role's.</summary>
    public string Name { get; }

    /// <summary>Connects as the role.</summary>
    public string ConnectionString { get; }

    /// <summary>Connects as the owner, who may be the role.</summary>
    public string OwnerConnectionString { get; }

    /// <param name="admin">Connects as superuser.</param>
    /// <param name="name">Of the database and the role.</param>
    /// <param name="hasOwner">
    /// Whether another role owns the database and its tables, as deploy/postgres/services.sql has it.
    /// </param>
    /// <param name="cancellationToken">The test's.</param>
    internal static async Task<TestDatabase> CreateAsync(
        string admin,
        string name,
        bool hasOwner,
        CancellationToken cancellationToken
    )
    {
        var password = Guid.NewGuid().ToString("n");
        var owner = hasOwner ? OwnerOf(name) : name;
        await using (var connection = new NpgsqlConnection(admin))
        {
            await connection.OpenAsync(cancellationToken);
            foreach (var role in new[] { name, owner }.Distinct())
                await ExecuteAsync(
                    connection,
                    $"CREATE ROLE \"{role}\" LOGIN PASSWORD '{password}'",
                    cancellationToken
                );
            await ExecuteAsync(connection, $"CREATE DATABASE \"{name}\" OWNER \"{owner}\"", cancellationToken);
            await ExecuteAsync(connection, $"REVOKE CONNECT ON DATABASE \"{name}\" FROM PUBLIC", cancellationToken);
            await ExecuteAsync(connection, $"GRANT CONNECT ON DATABASE \"{name}\" TO \"{name}\"", cancellationToken);
        }

        var database = new TestDatabase(admin, name, owner, password);
        if (hasOwner)
        {
            await using var connection = new NpgsqlConnection(database.OwnerConnectionString);
            await connection.OpenAsync(cancellationToken);
            const string toRole = "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT";
            await ExecuteAsync(
                connection,
                $"{toRole} SELECT, INSERT, UPDATE, DELETE ON TABLES TO \"{name}\"; "
                    + $"{toRole} USAGE, SELECT ON SEQUENCES TO \"{name}\"",
                cancellationToken
            );
        }

        return database;
    }

    private static string OwnerOf(string name) => $"{name}_owner";

    /// <summary>Drops the database and its roles.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var role in new[] { ConnectionString, OwnerConnectionString })
        {
            await using var pooled = new NpgsqlConnection(role);
            NpgsqlConnection.ClearPool(pooled);
        }

        await using var connection = new NpgsqlConnection(_admin);
        await connection.OpenAsync();
        await ExecuteAsync(connection, $"DROP DATABASE IF EXISTS \"{Name}\" WITH (FORCE)", CancellationToken.None);
        foreach (var role in new[] { Name, OwnerOf(Name) })
            await ExecuteAsync(connection, $"DROP ROLE IF EXISTS \"{role}\"", CancellationToken.None);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Names and passwords are made here, and identifiers cannot be parameters.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

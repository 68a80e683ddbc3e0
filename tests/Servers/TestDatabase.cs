using Npgsql;

namespace EventDriven.TestServers;

/// <summary>
/// An empty PostgreSQL database with a role of the same name that owns it. Disposing drops both, whoever is still
/// connected.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string _admin;

    private TestDatabase(string admin, string name, string connectionString)
    {
        _admin = admin;
        Name = name;
        ConnectionString = connectionString;
    }

    /// <summary>The database's name, and its owner's.</summary>
    public string Name { get; }

    /// <summary>Connects as the owner.</summary>
    public string ConnectionString { get; }

    internal static async Task<TestDatabase> CreateAsync(string admin, string name, CancellationToken cancellationToken)
    {
        var password = Guid.NewGuid().ToString("n");
        await using (var connection = new NpgsqlConnection(admin))
        {
            await connection.OpenAsync(cancellationToken);
            await ExecuteAsync(connection, $"CREATE ROLE \"{name}\" LOGIN PASSWORD '{password}'", cancellationToken);
            await ExecuteAsync(connection, $"CREATE DATABASE \"{name}\" OWNER \"{name}\"", cancellationToken);
            await ExecuteAsync(connection, $"REVOKE CONNECT ON DATABASE \"{name}\" FROM PUBLIC", cancellationToken);
        }
        var owner = new NpgsqlConnectionStringBuilder(admin)
        {
            Database = name,
            Username = name,
            Password = password,
        };
        return new TestDatabase(admin, name, owner.ConnectionString);
    }

    /// <summary>Drops the database and its role.</summary>
    public async ValueTask DisposeAsync()
    {
        await using (var pooled = new NpgsqlConnection(ConnectionString))
            NpgsqlConnection.ClearPool(pooled);
        await using var connection = new NpgsqlConnection(_admin);
        await connection.OpenAsync();
        await ExecuteAsync(connection, $"DROP DATABASE IF EXISTS \"{Name}\" WITH (FORCE)", CancellationToken.None);
        await ExecuteAsync(connection, $"DROP ROLE IF EXISTS \"{Name}\"", CancellationToken.None);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Names and passwords are made here, and identifiers cannot be parameters.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

using EventDriven.ServiceDefaults;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace EventDriven.Explorer.Stores;

/// <summary>A database for each service and party: files in a temporary folder, or databases of a server.</summary>
internal sealed class StoreDatabases : IAsyncDisposable
{
    private static readonly string[] Names =
    [
        "Orders",
        "Inventory",
        "Payments",
        "PaymentProvider",
        "Shipping",
        "Carrier",
        "Notifications",
        "EntryApi",
        "Operations",
    ];

    private readonly string _suffix = $"{Guid.NewGuid():n}"[..12];
    private readonly string? _server;
    private readonly DirectoryInfo? _folder;

    /// <param name="server">A connection string of PostgreSQL whose role may create databases; null: SQLite.</param>
    public StoreDatabases(string? server)
    {
        _server = server;
        _folder = server is null ? Directory.CreateTempSubdirectory("event-driven-stores-") : null;
    }

    public string Kind => _server is null ? "SQLite" : "PostgreSQL";

    public async Task<Dictionary<string, string?>> Create()
    {
        if (_folder is not null)
            return new() { ["Database"] = nameof(DatabaseKind.Sqlite), ["DataDirectory"] = _folder.FullName };

        await OnServer(name => $"CREATE DATABASE \"{name}\"");
        var settings = new Dictionary<string, string?> { ["Database"] = nameof(DatabaseKind.Postgres) };
        foreach (var name in Names)
            settings[$"ConnectionStrings:{name}"] = new NpgsqlConnectionStringBuilder(_server)
            {
                Database = DatabaseOf(name),
            }.ConnectionString;
        return settings;
    }

    public async ValueTask DisposeAsync()
    {
        if (_folder is not null)
        {
            SqliteConnection.ClearAllPools();
            _folder.Delete(recursive: true);
            return;
        }

        NpgsqlConnection.ClearAllPools();
        await OnServer(name => $"DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)");
    }

    private string DatabaseOf(string name) => $"stores_{_suffix}_{name.ToLowerInvariant()}";

    private async Task OnServer(Func<string, string> statement)
    {
        await using var connection = new NpgsqlConnection(_server);
        await connection.OpenAsync();
        foreach (var name in Names)
        {
#pragma warning disable CA2100 // The names are made here.
            await using var command = new NpgsqlCommand(statement(DatabaseOf(name)), connection);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        }
    }
}

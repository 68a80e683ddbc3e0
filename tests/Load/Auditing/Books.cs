using System.Data.Common;
using EventDriven.Load.Hosting;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace EventDriven.Load.Auditing;

/// <summary>
/// The databases of a system, read by an auditor who belongs to none of its services. On each connection the temporary
/// table <c>run</c> has the ids of the orders in question: <c>id</c>, and as the remote parties write it,
/// <c>reference</c>.
/// </summary>
internal sealed class Books(DrivenSystem system)
{
    /// <summary>Opens a database.</summary>
    /// <param name="name">Its connection string's name, such as "Inventory".</param>
    /// <param name="run">The orders in question.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<DbConnection> Open(string name, IReadOnlyCollection<Guid> run, CancellationToken cancel)
    {
        DbConnection connection = system.Servers is { } servers
            ? new NpgsqlConnection(servers.AdminOf(servers.Databases[name]))
            // The host has its own connections to these files: none is kept here when it wants to write.
            : new SqliteConnection(
                new SqliteConnectionStringBuilder
                {
                    DataSource = Path.Combine(system.SqliteFolder!, $"{name.ToLowerInvariant()}.db"),
                    Mode = SqliteOpenMode.ReadOnly,
                    Pooling = false,
                }.ConnectionString
            );
        await connection.OpenAsync(cancel);
        if (connection is NpgsqlConnection postgres)
            await Fill(postgres, run, cancel);
        else
            await Fill((SqliteConnection)connection, run, cancel);
        return connection;
    }

    /// <summary>Reads rows.</summary>
    public async Task<IReadOnlyList<T>> Read<T>(
        string database,
        IReadOnlyCollection<Guid> run,
        string sql,
        Func<DbDataReader, T> row,
        CancellationToken cancel
    )
    {
        await using var connection = await Open(database, run, cancel);
        return await Read(connection, sql, row, cancel);
    }

    /// <summary>Reads rows.</summary>
    public static async Task<IReadOnlyList<T>> Read<T>(
        DbConnection connection,
        string sql,
        Func<DbDataReader, T> row,
        CancellationToken cancel
    )
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The auditor's own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = 300;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancel))
            rows.Add(row(reader));
        return rows;
    }

    private static async Task Fill(NpgsqlConnection connection, IReadOnlyCollection<Guid> run, CancellationToken cancel)
    {
        await using (
            var create = new NpgsqlCommand(
                "CREATE TEMPORARY TABLE run (id uuid PRIMARY KEY, reference text)",
                connection
            )
        )
            await create.ExecuteNonQueryAsync(cancel);
        await using (
            var copy = await connection.BeginBinaryImportAsync(
                "COPY run (id, reference) FROM STDIN (FORMAT BINARY)",
                cancel
            )
        )
        {
            foreach (var id in run)
            {
                await copy.StartRowAsync(cancel);
                await copy.WriteAsync(id, cancel);
                await copy.WriteAsync(id.ToString(), cancel);
            }

            await copy.CompleteAsync(cancel);
        }

        await using var analyse = new NpgsqlCommand("ANALYZE run", connection);
        await analyse.ExecuteNonQueryAsync(cancel);
    }

    private static async Task Fill(SqliteConnection connection, IReadOnlyCollection<Guid> run, CancellationToken cancel)
    {
        await using var create = connection.CreateCommand();
        create.CommandText = "CREATE TEMPORARY TABLE run (id TEXT PRIMARY KEY, reference TEXT)";
        await create.ExecuteNonQueryAsync(cancel);
        await using var transaction = connection.BeginTransaction(deferred: true);
        await using var insert = connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = "INSERT INTO run VALUES ($id, $reference)";
        var (key, reference) = (
            insert.Parameters.Add("$id", SqliteType.Text),
            insert.Parameters.Add("$reference", SqliteType.Text)
        );
        foreach (var id in run)
        {
            (key.Value, reference.Value) = (id.ToString().ToUpperInvariant(), id.ToString());
            await insert.ExecuteNonQueryAsync(cancel);
        }

        await transaction.CommitAsync(cancel);
    }
}

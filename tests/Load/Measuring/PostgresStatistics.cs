using EventDriven.Load.Hosting;
using Npgsql;

namespace EventDriven.Load.Measuring;

/// <summary>What PostgreSQL has counted in the databases of the system.</summary>
internal sealed class PostgresStatistics(ServerAddresses servers)
{
    private readonly string[] _databases =
    [
        .. servers.Databases.Values.Select(text => new NpgsqlConnectionStringBuilder(text).Database!),
    ];

    /// <summary>
    /// Lets it count statements from now on, where it was started with pg_stat_statements; tells whether it does.
    /// </summary>
    public async Task<bool> CountStatements(CancellationToken cancel)
    {
        await using var connection = await Open(cancel);
        await using var preloaded = new NpgsqlCommand(
            "SELECT current_setting('shared_preload_libraries') LIKE '%pg_stat_statements%'",
            connection
        );
        if (await preloaded.ExecuteScalarAsync(cancel) is not true)
            return false;

        await using var create = new NpgsqlCommand(
            "CREATE EXTENSION IF NOT EXISTS pg_stat_statements; SELECT pg_stat_statements_reset()",
            connection
        );
        await create.ExecuteNonQueryAsync(cancel);
        return true;
    }

    /// <summary>
    /// Statements executed by database, by any role but the superuser; null when they are not counted.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, long>?> Statements(CancellationToken cancel) =>
        await IsCounting(cancel)
            ? await ByDatabase(
                """
                SELECT datname, coalesce(sum(calls), 0)::bigint
                FROM pg_stat_statements JOIN pg_database d ON d.oid = dbid JOIN pg_roles r ON r.oid = userid
                WHERE datname = ANY ($1) AND NOT rolsuper GROUP BY datname
                """,
                cancel
            )
            : null;

    /// <summary>
    /// The statements that were executed most, with how often and how many milliseconds all of them took; empty when
    /// they are not counted.
    /// </summary>
    public async Task<IReadOnlyList<StatementCount>> MostExecuted(CancellationToken cancel)
    {
        if (!await IsCounting(cancel))
            return [];

        await using var connection = await Open(cancel);
        await using var command = new NpgsqlCommand(
            """
            SELECT datname, query, calls, total_exec_time
            FROM pg_stat_statements JOIN pg_database d ON d.oid = dbid JOIN pg_roles r ON r.oid = userid
            WHERE datname = ANY ($1) AND NOT rolsuper ORDER BY calls DESC LIMIT 60
            """,
            connection
        );
        command.Parameters.Add(new() { Value = _databases });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var counts = new List<StatementCount>();
        while (await reader.ReadAsync(cancel))
            counts.Add(
                new StatementCount(reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetDouble(3))
            );
        return counts;
    }

    /// <summary>Transactions committed by database.</summary>
    public Task<IReadOnlyDictionary<string, long>> Commits(CancellationToken cancel) =>
        ByDatabase("SELECT datname, xact_commit FROM pg_stat_database WHERE datname = ANY ($1)", cancel);

    /// <summary>Bytes of write-ahead log since the server was made.</summary>
    public async Task<long> WalBytes(CancellationToken cancel)
    {
        await using var connection = await Open(cancel);
        await using var command = new NpgsqlCommand(
            "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint",
            connection
        );
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>The size of every table of the system with its indexes, in bytes, as "database.table".</summary>
    public async Task<IReadOnlyDictionary<string, long>> TableSizes(CancellationToken cancel)
    {
        var sizes = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, database) in servers.Databases)
        {
            await using var connection = new NpgsqlConnection(servers.AdminOf(database));
            await connection.OpenAsync(cancel);
            await using var command = new NpgsqlCommand(
                "SELECT relname, pg_total_relation_size(relid) FROM pg_stat_user_tables WHERE schemaname = 'public'",
                connection
            );
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
                sizes[$"{name}.{reader.GetString(0)}"] = reader.GetInt64(1);
        }

        return sizes;
    }

    /// <summary>
    /// Updates the planner's statistics, as autovacuum does some minutes later. Until then, sessions keep the plans
    /// that they made for empty tables.
    /// </summary>
    public async Task Analyze(CancellationToken cancel)
    {
        foreach (var database in servers.Databases.Values)
        {
            await using var connection = new NpgsqlConnection(servers.AdminOf(database));
            await connection.OpenAsync(cancel);
            await using var command = new NpgsqlCommand("ANALYZE", connection);
            await command.ExecuteNonQueryAsync(cancel);
        }
    }

    /// <summary>Its version and the settings that figures depend on.</summary>
    public async Task<IReadOnlyDictionary<string, string>> Settings(CancellationToken cancel)
    {
        await using var connection = await Open(cancel);
        await using var command = new NpgsqlCommand(
            """
            SELECT name, current_setting(name) FROM pg_settings
            WHERE name IN ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method',
                'shared_buffers', 'max_wal_size', 'max_connections')
            ORDER BY name
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var settings = new Dictionary<string, string>();
        while (await reader.ReadAsync(cancel))
            settings[reader.GetString(0)] = reader.GetString(1);
        return settings;
    }

    private async Task<bool> IsCounting(CancellationToken cancel)
    {
        await using var connection = await Open(cancel);
        await using var command = new NpgsqlCommand("SELECT to_regclass('pg_stat_statements') IS NOT NULL", connection);
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    private async Task<IReadOnlyDictionary<string, long>> ByDatabase(string sql, CancellationToken cancel)
    {
        await using var connection = await Open(cancel);
#pragma warning disable CA2100 // The text is this class's own.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.Parameters.Add(new() { Value = _databases });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var counts = _databases.ToDictionary(database => database, _ => 0L);
        while (await reader.ReadAsync(cancel))
            counts[reader.GetString(0)] = reader.GetInt64(1);
        return counts;
    }

    private async Task<NpgsqlConnection> Open(CancellationToken cancel)
    {
        var connection = new NpgsqlConnection(servers.PostgresAdmin);
        await connection.OpenAsync(cancel);
        return connection;
    }
}

using System.Data;
using System.Diagnostics;
using Npgsql;

namespace EventDriven.GroupedSaves;

/// <summary>
/// Sends a group as one batch: one round trip and one implicit transaction, which PostgreSQL commits at the batch's end
/// ("Pipelining" in its protocol's documentation).
/// </summary>
/// <param name="source">A connection of the context's data source; it is never opened itself.</param>
internal sealed class SaveBatch(NpgsqlConnection source) : ISaveBatch
{
    // The first statements of a large batch run while the client still sends the others.
    private const string EndStalledSql = $"""
        SELECT pg_terminate_backend(pid)
        FROM pg_stat_activity
        WHERE usename = current_user AND datname = current_database()
          AND state = 'active' AND wait_event = 'ClientRead' AND query LIKE '{Statement.Mark}%'
          AND state_change < clock_timestamp() - interval '2 s'
        """;

    public async Task<BatchResult> ExecuteAsync(IReadOnlyList<Save> saves)
    {
        using var span = GroupTelemetry.StartSpan(saves);
        var parts = PartsOf(saves);
        var written = new HashSet<RowKey>();
        var (isSent, isAnswered) = (false, false);
        await using var connection = SaveGroups.Copy(source);
        try
        {
            await connection.OpenAsync();
            await using var batch = new NpgsqlBatch(connection);
            int[] timeouts = [.. saves.Select(save => save.CommandTimeout ?? connection.CommandTimeout)];
            // Zero is no timeout.
            batch.Timeout = timeouts.Contains(0) ? 0 : timeouts.Max();
            foreach (var (statement, rows) in parts)
                batch.BatchCommands.Add(statement.ToCommand(rows));

            isSent = true;
            await using var reader = await batch.ExecuteReaderAsync();
            isAnswered = true;
            foreach (var (statement, rows) in parts)
            {
                while (await reader.ReadAsync())
                    written.Add(statement.ReadKey(reader, rows));

                // After the last one: the commit. It throws if that failed.
                await reader.NextResultAsync();
            }
        }
        catch (PostgresException exception) when (!IsConnectionLost(exception))
        {
            span?.SetStatus(ActivityStatusCode.Error, exception.SqlState);
            if (exception.SqlState == PostgresErrorCodes.DeadlockDetected)
                GroupTelemetry.Deadlocked(source.Database);
            return exception.SqlState switch
            {
                PostgresErrorCodes.DivisionByZero => Refused(saves, parts, written),
                PostgresErrorCodes.LockNotAvailable => new BatchResult.LockTimeout(await FindLocked(parts)),
                PostgresErrorCodes.DeadlockDetected => new BatchResult.Deadlock(),
                _ => new BatchResult.Failed(),
            };
        }
        catch (Exception exception)
        {
            span?.SetStatus(ActivityStatusCode.Error, exception.GetType().Name);
            // A timeout that the server has confirmed, or a value that the driver refuses to send, leaves nothing
            // behind.
            var isCancelled = exception.InnerException is TimeoutException && connection.State == ConnectionState.Open;
            return isSent && !isCancelled && (isAnswered || exception is NpgsqlException)
                ? new BatchResult.Lost(exception)
                : new BatchResult.Failed();
        }

        GroupTelemetry.Committed(source.Database, saves.Count);
        return new BatchResult.Committed();
    }

    // Only a new row is evidence: another writer may have made the same change to a known one.
    public async Task<bool> IsSavedAsync(Save save, CancellationToken cancellationToken)
    {
        if (!save.Rows.Any(row => row.Statement.IsInsert))
            return false;

        await using var connection = await OpenCopyAsync(source, cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var (statement, rows) in PartsOf([save]))
            batch.BatchCommands.Add(statement.ToQuestionIfSaved(rows));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        do
        {
            await reader.ReadAsync(cancellationToken);
            if (!reader.GetBoolean(0))
                return false;
        } while (await reader.NextResultAsync(cancellationToken));
        return true;
    }

    /// <summary>
    /// Ends sessions whose client has sent a part of a group and then nothing for two seconds, and returns their
    /// number. They keep their locks and count as active, so PostgreSQL's time limits do not end them.
    /// </summary>
    public static async Task<int> EndStalledAsync(NpgsqlConnection source)
    {
        await using var connection = await OpenCopyAsync(source);
        await using var command = new NpgsqlCommand(EndStalledSql, connection) { CommandTimeout = 2 };
        await using var reader = await command.ExecuteReaderAsync();
        var ended = 0;
        while (await reader.ReadAsync())
            ended++;
        return ended;
    }

    private static async Task<NpgsqlConnection> OpenCopyAsync(
        NpgsqlConnection source,
        CancellationToken cancellationToken = default
    )
    {
        var connection = SaveGroups.Copy(source);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private static List<(Statement Statement, List<Row> Rows)> PartsOf(IReadOnlyList<Save> saves) =>
        [
            .. saves
                .SelectMany(save => save.Rows)
                .GroupBy(row => row.Statement)
                .OrderBy(part => part.Key.Rank)
                .ThenBy(part => part.Key.Sql, StringComparer.Ordinal)
                .Select(part => (part.Key, part.ToList())),
        ];

    // The statements after the one that failed did not run.
    private static BatchResult Refused(
        IReadOnlyList<Save> saves,
        List<(Statement Statement, List<Row> Rows)> parts,
        HashSet<RowKey> written
    )
    {
        var refused = parts
            .Select(part => part.Rows.Where(row => !written.Contains(row.Key)).ToHashSet())
            .FirstOrDefault(rows => rows.Count > 0);
        return refused is null
            ? new BatchResult.Failed()
            : new BatchResult.Refused(saves.Where(save => save.Rows.Any(refused.Contains)).ToHashSet());
    }

    // Class 08 are connection errors. Class 57P is a server that stops or ends the session.
    private static bool IsConnectionLost(PostgresException exception) =>
        exception.SqlState.StartsWith("08", StringComparison.Ordinal)
        || exception.SqlState.StartsWith("57P", StringComparison.Ordinal);

    /// <summary>The rows that another session holds. Empty if they cannot be found out.</summary>
    private async Task<HashSet<RowKey>> FindLocked(List<(Statement Statement, List<Row> Rows)> parts)
    {
        var existing = parts.Where(part => part.Statement.LockSql is not null).ToList();
        var keys = existing.SelectMany(part => part.Rows).Select(row => row.Key).ToHashSet();
        if (keys.Count == 0)
            return keys;

        try
        {
            await using var connection = await OpenCopyAsync(source);
            await using var batch = new NpgsqlBatch(connection);
            foreach (var (statement, rows) in existing)
                batch.BatchCommands.Add(statement.ToLock(rows));
            await using var reader = await batch.ExecuteReaderAsync();
            foreach (var (statement, rows) in existing)
            {
                while (await reader.ReadAsync())
                    keys.Remove(statement.ReadKey(reader, rows));
                await reader.NextResultAsync();
            }

            return keys;
        }
        catch (Exception)
        {
            // Each save then waits for its own rows.
            return [];
        }
    }
}

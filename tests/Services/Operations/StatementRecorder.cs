using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace EventDriven.Services.Tests.Operations;

/// <summary>Every statement that a service reads with, and how PostgreSQL goes about it.</summary>
internal sealed class StatementRecorder : DbCommandInterceptor
{
    // With its texts: which index is read can depend on the state that is looked for.
    private readonly ConcurrentDictionary<(string Statement, string Texts), NpgsqlParameter[]> _statements = [];

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result
    )
    {
        Note(command);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        Note(command);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<object> result,
        CancellationToken cancellationToken = default
    )
    {
        Note(command);
        return ValueTask.FromResult(result);
    }

    /// <summary>Those of the statements since the last time that read one of the tables from end to end.</summary>
    public async Task<IReadOnlyList<string>> TakeScansAsync(
        string connectionString,
        string[] tables,
        CancellationToken cancel
    )
    {
        var scans = new List<string>();
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancel);
        foreach (var (statement, texts) in _statements.Keys)
        {
            if (!_statements.TryRemove((statement, texts), out var parameters))
                continue;
#pragma warning disable CA2100 // The service's own text.
            await using var explain = new NpgsqlCommand($"EXPLAIN (FORMAT JSON) {statement}", connection);
#pragma warning restore CA2100
            explain.Parameters.AddRange(parameters);
            var plan = JsonNode.Parse((string)(await explain.ExecuteScalarAsync(cancel))!)!;
            scans.AddRange(
                Scanned(plan)
                    .Intersect(tables)
                    .Select(table => $"{table} is read from end to end by: {statement} ({texts})")
            );
        }

        return scans;
    }

    private void Note(DbCommand command)
    {
        NpgsqlParameter[] parameters =
        [
            .. command.Parameters.Cast<NpgsqlParameter>().Select(parameter => parameter.Clone()),
        ];
        _statements.TryAdd(
            (command.CommandText, string.Join('\n', parameters.Select(parameter => parameter.Value).OfType<string>())),
            parameters
        );
    }

    private static IEnumerable<string> Scanned(JsonNode? plan) =>
        plan switch
        {
            JsonArray plans => plans.SelectMany(Scanned),
            JsonObject node => node.SelectMany(member => Scanned(member.Value))
                .Concat(
                    (string?)(node["Node Type"] as JsonValue) == "Seq Scan" ? [(string)node["Relation Name"]!] : []
                ),
            _ => [],
        };
}

using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace EventDriven.GroupedSaves;

/// <summary>The groups of a process, one per database, and the statements of each model.</summary>
internal sealed class SaveGroups
{
    private readonly ConcurrentDictionary<string, SaveGroup> _groups = new();
    private readonly ConcurrentDictionary<IModel, Statements> _statements = new();

    /// <summary>The group of the database to which the connection leads.</summary>
    public SaveGroup Of(NpgsqlConnection connection) =>
        _groups.TryGetValue(connection.ConnectionString, out var known)
            ? known
            : _groups.GetOrAdd(
                connection.ConnectionString,
                // A copy takes its connections from the context's data source.
                _ => new SaveGroup(new SaveBatch(Copy(connection)), TaskScheduler.Default)
            );

    public Statements Statements(DbContext context, ILoggerFactory loggers) =>
        _statements.TryGetValue(context.Model, out var known)
            ? known
            : _statements.GetOrAdd(context.Model, model => new Statements(model, context.GetType().Name, loggers));

    internal static NpgsqlConnection Copy(NpgsqlConnection connection) =>
        (NpgsqlConnection)((ICloneable)connection).Clone();
}

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
        _groups.GetOrAdd(
            connection.ConnectionString,
            // A copy takes its connections from the context's data source.
            static (_, own) => new SaveGroup(new SaveBatch(Copy(own)), TaskScheduler.Default),
            connection
        );

    public Statements Statements(DbContext context, ILoggerFactory loggers) =>
        _statements.GetOrAdd(
            context.Model,
            static (model, made) => new Statements(model, made.context.GetType().Name, made.loggers),
            (context, loggers)
        );

    internal static NpgsqlConnection Copy(NpgsqlConnection connection) =>
        (NpgsqlConnection)((ICloneable)connection).Clone();
}

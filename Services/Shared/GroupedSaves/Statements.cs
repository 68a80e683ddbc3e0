using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;
using Microsoft.Extensions.Logging;

namespace EventDriven.GroupedSaves;

/// <summary>The statements of a model: one for each table, kind and set of changed columns.</summary>
internal sealed class Statements
{
    private readonly ConcurrentDictionary<(IEntityType, EntityState, UInt128), Statement> _written = new();
    private readonly Dictionary<IEntityType, Coverage> _coverage;

    /// <summary>Logs once what is not covered, and why.</summary>
    public Statements(IModel model, string contextName, ILoggerFactory loggers)
    {
        _coverage = model.GetEntityTypes().ToDictionary(type => type, Coverage.Of);
        var logger = loggers.CreateLogger(typeof(Statements).Namespace!);
        foreach (var (type, coverage) in _coverage.Where(one => one.Value.Reason is not null))
            logger.LogInformation(
                "{Entity} of {DbContext} is saved by EF Core itself, not in groups: {Reason}",
                type.DisplayName(),
                contextName,
                coverage.Reason
            );
    }

    /// <summary>What is to be written; null if an entry is not covered.</summary>
    public Row[]? Read(IList<IUpdateEntry> entries)
    {
        var rows = new Row[entries.Count];
        for (var index = 0; index < rows.Length; index++)
        {
            var entry = entries[index];
            if (Of(entry) is not { } statement)
                return null;

            rows[index] = statement.Read(entry);
        }

        return rows;
    }

    private Statement? Of(IUpdateEntry entry)
    {
        if (!_coverage.TryGetValue(entry.EntityType, out var coverage) || !coverage.Covers(entry))
            return null;

        var changed = entry.EntityState == EntityState.Modified ? coverage.Changed(entry) : 0;
        return _written.GetOrAdd(
            (entry.EntityType, entry.EntityState, changed),
            static (key, coverage) => Statement.Write(coverage, key.Item2, key.Item3),
            coverage
        );
    }
}

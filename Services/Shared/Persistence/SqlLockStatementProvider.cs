using EventDriven.Scheduling;

namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>
/// Writes lock statements from the context's model; derived classes add the lock clause of their database.
/// </summary>
public abstract class SqlLockStatementProvider : ILockStatementProvider
{
    private readonly string? _defaultSchema;

    /// <summary><paramref name="defaultSchema"/> applies to entities whose model names no schema.</summary>
    protected SqlLockStatementProvider(string? defaultSchema) => _defaultSchema = defaultSchema;

    /// <summary>The select list.</summary>
    protected abstract string Columns { get; }

    /// <summary>The clause after the condition that locks the rows; may be empty.</summary>
    protected abstract string LockClause { get; }

    /// <inheritdoc/>
    public virtual string GetRowLockStatement<T>(DbContext context)
        where T : class => GetRowLockStatement<T>(context, nameof(ISaga.CorrelationId));

    /// <inheritdoc/>
    public virtual string GetRowLockStatement<T>(DbContext context, params string[] propertyNames)
        where T : class
    {
        var table = new Table(context, typeof(T), _defaultSchema);
        var conditions = propertyNames.Select((name, index) => $"{table[name]} = {{{index}}}");
        return $"SELECT {Columns} FROM {table.Name} WHERE {string.Join(" AND ", conditions)}{LockClause}";
    }

    /// <inheritdoc/>
    public virtual string GetOutboxStatement(DbContext context)
    {
        var table = new Table(context, typeof(OutboxState), _defaultSchema);
        var skipLocked = LockClause.Length > 0 ? " SKIP LOCKED" : "";
        return $"SELECT {Columns} FROM {table.Name} ORDER BY {table[nameof(OutboxState.Created)]} "
            + $"LIMIT 1{LockClause}{skipLocked}";
    }
}

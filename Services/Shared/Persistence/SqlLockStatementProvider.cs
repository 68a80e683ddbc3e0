using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>
/// Writes lock statements from the context's model; derived classes add the lock clause of their database.
/// </summary>
public abstract class SqlLockStatementProvider : ILockStatementProvider
{
    private readonly string? _defaultSchema;

    /// <summary><paramref name="defaultSchema"/> applies to entities whose model names no schema.</summary>
    protected SqlLockStatementProvider(string? defaultSchema)
    {
        _defaultSchema = defaultSchema;
    }

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
        ArgumentNullException.ThrowIfNull(propertyNames);
        var (table, column) = Find<T>(context);
        var conditions = propertyNames.Select((name, index) => $"{column(name)} = {{{index}}}");
        return $"SELECT {Columns} FROM {table} WHERE {string.Join(" AND ", conditions)}{LockClause}";
    }

    /// <inheritdoc/>
    public virtual string GetOutboxStatement(DbContext context)
    {
        var (table, column) = Find<OutboxState>(context);
        var skipLocked = LockClause.Length > 0 ? " SKIP LOCKED" : "";
        return $"SELECT {Columns} FROM {table} ORDER BY {column(nameof(OutboxState.Created))} "
            + $"LIMIT 1{LockClause}{skipLocked}";
    }

    private (string Table, Func<string, string> Column) Find<T>(DbContext context)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);
        var entity = context.Model.FindEntityType(typeof(T))
            ?? throw new InvalidOperationException(
                $"{context.GetType().Name} has no entity {typeof(T).Name}: add its class map or entity to the model."
            );
        var table = StoreObjectIdentifier.Create(entity, StoreObjectType.Table)
            ?? throw new InvalidOperationException(
                $"{typeof(T).Name} is not mapped to a table of {context.GetType().Name}."
            );
        var sql = context.GetService<ISqlGenerationHelper>();
        return (sql.DelimitIdentifier(table.Name, table.Schema ?? _defaultSchema), Column);

        string Column(string name)
        {
            var property = entity.FindProperty(name)
                ?? throw new InvalidOperationException($"{typeof(T).Name} has no mapped property {name}.");
            return sql.DelimitIdentifier(property.GetColumnName(table)!);
        }
    }
}

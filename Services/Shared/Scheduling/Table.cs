using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace EventDriven.Scheduling;

/// <summary>A table of the model, with quoted names.</summary>
internal sealed class Table
{
    private readonly IEntityType _entity;
    private readonly StoreObjectIdentifier _table;
    private readonly ISqlGenerationHelper _sql;

    /// <exception cref="InvalidOperationException">The model does not map the type to a table.</exception>
    public Table(DbContext dbContext, Type type, string? defaultSchema = null)
    {
        var context = dbContext.GetType().Name;
        _entity = dbContext.Model.FindEntityType(type)
            ?? throw new InvalidOperationException(
                $"{context} has no entity {type.Name}: add it to the model in OnModelCreating, by its class map, "
                    + "AddTransactionalOutboxEntities() or AddScheduledMessageEntity()."
            );
        _table = StoreObjectIdentifier.Create(_entity, StoreObjectType.Table)
            ?? throw new InvalidOperationException($"{type.Name} is not mapped to a table of {context}.");
        _sql = dbContext.GetService<ISqlGenerationHelper>();
        Name = _sql.DelimitIdentifier(_table.Name, _table.Schema ?? defaultSchema);
    }

    public string Name { get; }

    /// <summary>The column of a key of one column, quoted.</summary>
    public string Key => this[_entity.FindPrimaryKey()!.Properties.Single().Name];

    /// <summary>The property's column, quoted.</summary>
    public string this[string property] => _sql.DelimitIdentifier(ColumnOf(property));

    /// <summary>The property's column, not quoted.</summary>
    public string ColumnOf(string property) =>
        _entity.FindProperty(property)?.GetColumnName(_table)
        ?? throw new InvalidOperationException($"{_entity.ClrType.Name} has no mapped property {property}.");
}

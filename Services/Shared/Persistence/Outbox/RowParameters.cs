using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// Writes an entity's values as the parameters of an INSERT, converted as in EF Core, but without tracking.
/// </summary>
internal sealed class RowParameters
{
    private readonly (IProperty Property, RelationalTypeMapping Mapping, string ParameterName)[] _columns;

    public RowParameters(DbContext dbContext, Type type, bool areUnnamed)
    {
        // The driver sends PostgreSQL's own $1 unchanged; it would parse the text for other names.
        _columns =
        [
            .. dbContext
                .Model.FindEntityType(type)!
                .GetProperties()
                .Where(property => !property.IsPrimaryKey())
                .Select(
                    (property, index) =>
                        (
                            property,
                            property.GetRelationalTypeMapping(),
                            areUnnamed ? "" : string.Create(CultureInfo.InvariantCulture, $"${index + 1}")
                        )
                ),
        ];
    }

    /// <summary>In the order of the parameters; without the key, which the database assigns.</summary>
    public IEnumerable<string> Properties => _columns.Select(column => column.Property.Name);

    public void AddTo(DbParameterCollection parameters, DbCommand factory, object entity)
    {
        foreach (var (property, mapping, name) in _columns)
            parameters.Add(
                mapping.CreateParameter(factory, name, property.GetGetter().GetClrValue(entity), property.IsNullable)
            );
    }
}

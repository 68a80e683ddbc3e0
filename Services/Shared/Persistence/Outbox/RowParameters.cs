using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// The values of an entity as the parameters of its INSERT, converted as its model says: what EF Core does for a row,
/// without tracking it.
/// </summary>
internal sealed class RowParameters
{
    private readonly (IProperty Property, RelationalTypeMapping Mapping, string ParameterName)[] _columns;

    public RowParameters(DbContext dbContext, Type type, bool areUnnamed)
    {
        // PostgreSQL's own $1 goes to the server as it is written; the driver would look through the text for any other
        // name.
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

    /// <summary>The properties, in the order of the parameters; the key is the database's to give.</summary>
    public IEnumerable<string> Properties => _columns.Select(column => column.Property.Name);

    /// <summary>Adds the entity's values.</summary>
    public void AddTo(DbParameterCollection parameters, DbCommand factory, object entity)
    {
        foreach (var (property, mapping, name) in _columns)
            parameters.Add(
                mapping.CreateParameter(factory, name, property.GetGetter().GetClrValue(entity), property.IsNullable)
            );
    }
}

using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace EventDriven.GroupedSaves;

/// <summary>
/// Whether rows of an entity type can be written by array statements. EF Core saves all other types itself, together
/// with everything in the same <c>SaveChangesAsync</c> call.
/// </summary>
internal sealed class Coverage
{
    private const int MostProperties = 128;

    // unnest() takes an array of each of these. Others, such as arrays themselves, would need a statement of their own.
    private static readonly HashSet<string> Types =
    [
        "bigint",
        "boolean",
        "bytea",
        "character",
        "character varying",
        "date",
        "double precision",
        "integer",
        "interval",
        "jsonb",
        "numeric",
        "real",
        "smallint",
        "text",
        "time without time zone",
        "timestamp with time zone",
        "timestamp without time zone",
        "uuid",
    ];

    private readonly IProperty[] _generated;

    private Coverage(IEntityType type, string? reason)
    {
        Type = type;
        Reason = reason;
        Properties = [.. type.GetFlattenedProperties()];
        _generated = [.. Properties.Where(property => property.ValueGenerated != ValueGenerated.Never)];
    }

    public IEntityType Type { get; }

    /// <summary>Why the type is not covered; null if it is.</summary>
    public string? Reason { get; }

    /// <summary>Those of complex properties included.</summary>
    public IProperty[] Properties { get; }

    public static Coverage Of(IEntityType type) => new(type, WhyNot(type));

    /// <summary>The type of a column without its length or precision, as PostgreSQL names it.</summary>
    public static string StoreTypeOf(IProperty property)
    {
        var type = property.GetRelationalTypeMapping().StoreType;
        var length = type.IndexOf('(', StringComparison.Ordinal);
        return length < 0 ? type : type[..length] + type[(type.IndexOf(')', length) + 1)..];
    }

    /// <summary>False if the database is to make one of the entry's values.</summary>
    public bool Covers(IUpdateEntry entry)
    {
        if (Reason is not null || entry.SharedIdentityEntry is not null)
            return false;

        return entry.EntityState switch
        {
            EntityState.Added => !Array.Exists(_generated, property =>
                entry.IsStoreGenerated(property) || entry.HasTemporaryValue(property)
            ),
            EntityState.Modified or EntityState.Deleted => true,
            _ => false,
        };
    }

    /// <summary>One bit for each changed property.</summary>
    public UInt128 Changed(IUpdateEntry entry)
    {
        UInt128 changed = 0;
        for (var index = 0; index < Properties.Length; index++)
        {
            if (entry.IsModified(Properties[index]))
                changed |= UInt128.One << index;
        }

        return changed;
    }

    private static string? WhyNot(IEntityType type)
    {
        if (type.FindPrimaryKey() is null)
            return "it has no key";
        if (type.IsOwned() || type.GetNavigations().Any(navigation => navigation.TargetEntityType.IsOwned()))
            return "it has owned types";
        if (type.GetTableMappings().ToList() is not [{ Table: var table }])
            return "it is not mapped to exactly one table";
        if (table.EntityTypeMappings.Count() > 1)
            return "its table is shared with another type";
        if (type.GetInsertStoredProcedure() is not null || type.GetUpdateStoredProcedure() is not null)
            return "it is saved by stored procedures";
        if (type.GetDeclaredTriggers().Any())
            return "its table has triggers";
        if (HasUnmappedParts(type))
            return "it has complex types in JSON or in collections";
        if (type.GetFlattenedProperties().Count() > MostProperties)
            return string.Create(CultureInfo.InvariantCulture, $"it has more than {MostProperties} properties");
        foreach (var property in type.GetFlattenedProperties())
        {
            if (WhyNot(property) is { } reason)
                return $"{property.Name} {reason}";
        }

        return null;
    }

    private static bool HasUnmappedParts(ITypeBase type) =>
        type.GetComplexProperties()
            .Any(part => part.IsCollection || part.ComplexType.IsMappedToJson() || HasUnmappedParts(part.ComplexType));

    private static string? WhyNot(IProperty property) =>
        property.GetComputedColumnSql() is not null ? "is computed by the database"
        : property.ValueGenerated is ValueGenerated.OnUpdate or ValueGenerated.OnAddOrUpdate
        || property is { IsConcurrencyToken: true, ValueGenerated: not ValueGenerated.Never }
            ? "is changed by the database"
        : !Types.Contains(StoreTypeOf(property)) ? $"has the type {property.GetRelationalTypeMapping().StoreType}"
        : null;
}

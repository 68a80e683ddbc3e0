using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Microsoft.EntityFrameworkCore.Update;
using Npgsql;

namespace EventDriven.GroupedSaves;

/// <summary>A column of a statement, and the value that it takes from an entity.</summary>
internal abstract class Column(IProperty property, string name, bool isOriginal)
{
    private readonly ValueConverter? _converter = property.GetTypeMapping().Converter;

    /// <summary>Quoted.</summary>
    public string Name { get; } = name;

    /// <summary>With its length or precision.</summary>
    public string StoreType { get; } = property.GetRelationalTypeMapping().StoreType;

    /// <param name="name">Quoted.</param>
    /// <param name="isOriginal">Whether the value is the one that was read from the database.</param>
    public static Column Of(IProperty property, string name, bool isOriginal)
    {
        var mapping = property.GetRelationalTypeMapping();
        var type = mapping.Converter?.ProviderClrType ?? mapping.ClrType;
        if (property.IsNullable && type.IsValueType && Nullable.GetUnderlyingType(type) is null)
            type = typeof(Nullable<>).MakeGenericType(type);
        return (Column)Activator.CreateInstance(typeof(Typed<>).MakeGenericType(type), property, name, isOriginal)!;
    }

    /// <summary>The entry's value, as the driver takes it.</summary>
    public object? Read(IUpdateEntry entry)
    {
        var value = isOriginal ? entry.GetOriginalValue(property) : entry.GetCurrentValue(property);
        return _converter is null || (value is null && !_converter.ConvertsNulls)
            ? value
            : _converter.ConvertToProvider(value);
    }

    /// <summary>A value of the column that the database returned.</summary>
    public abstract object Read(NpgsqlDataReader reader, int ordinal);

    /// <summary>The values of this column in all rows, as an array.</summary>
    public abstract NpgsqlParameter ToParameter(IReadOnlyList<Row> rows, int index);

    private sealed class Typed<T>(IProperty property, string name, bool isOriginal) : Column(property, name, isOriginal)
    {
        private readonly string _arrayType = $"{Coverage.StoreTypeOf(property)}[]";

        public override object Read(NpgsqlDataReader reader, int ordinal) => reader.GetFieldValue<T>(ordinal)!;

        public override NpgsqlParameter ToParameter(IReadOnlyList<Row> rows, int index)
        {
            var values = new T[rows.Count];
            for (var row = 0; row < values.Length; row++)
                values[row] = (T)rows[row].Values[index]!;
            return new NpgsqlParameter<T[]> { TypedValue = values, DataTypeName = _arrayType };
        }
    }
}

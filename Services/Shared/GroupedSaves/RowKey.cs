using System.Collections;

namespace EventDriven.GroupedSaves;

/// <summary>Identifies a row of the database by its table and primary key.</summary>
internal readonly struct RowKey(string table, object[] values) : IEquatable<RowKey>
{
    private static readonly IEqualityComparer Values = StructuralComparisons.StructuralEqualityComparer;

    private readonly string _table = table;
    private readonly object[] _values = values;

    public bool Equals(RowKey other) => _table == other._table && Values.Equals(_values, other._values);

    public override bool Equals(object? obj) => obj is RowKey other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_table, Values.GetHashCode(_values));
}

namespace EventDriven.GroupedSaves;

/// <summary>A row to insert, update or delete.</summary>
/// <param name="values">Of the statement's columns, as the driver takes them; the primary key first.</param>
internal sealed class Row(Statement statement, object?[] values)
{
    public Statement Statement => statement;

    public IReadOnlyList<object?> Values => values;

    public RowKey Key { get; } = new(statement.Table, values[..statement.KeyLength]!);
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;
using Npgsql;

namespace EventDriven.GroupedSaves;

/// <summary>
/// Writes any number of rows of one table with one statement: an array for each column. It returns a row for each row
/// that it wrote, and then fails if it did not write all of them, so that the transaction is rolled back.
/// </summary>
/// <remarks>
/// The failure is a division by zero in the second branch of a UNION ALL: PostgreSQL runs the branches in order, so the
/// rows of the first one have been sent by then. The planner takes unnest() for a hundred rows, and would read a whole
/// table to join it; with <c>= ANY</c> it looks up the keys in the index.
/// </remarks>
internal sealed class Statement
{
    /// <summary>The beginning of the text, which identifies sessions that save a group.</summary>
    public const string Mark = "/* grouped save */";

    private readonly Column[] _columns;
    private readonly EntityState _kind;
    private readonly string _isSavedSql;

    private Statement(string table, EntityState kind, int depth, Column[] keys, Column[] tokens, Column[] written)
    {
        Table = table;
        KeyLength = keys.Length;
        _columns = [.. keys, .. tokens, .. written];
        _kind = kind;
        var names = string.Join(", ", _columns.Select((_, index) => $"c{index}"));
        var rows = $"unnest({Parameters(_columns)}) WITH ORDINALITY AS v ({names}, n)";
        var firstWritten = keys.Length + tokens.Length;
        string[] found =
        [
            .. keys.Select((column, index) => $"t.{column.Name} = ANY(${index + 1})"),
            .. keys.Select((column, index) => $"t.{column.Name} = v.c{index}"),
        ];
        string[] unchanged =
        [
            .. found,
            .. tokens.Select((column, index) => $"t.{column.Name} IS NOT DISTINCT FROM v.c{keys.Length + index}"),
        ];
        var values = written.Select((column, index) => $"{column.Name} = v.c{firstWritten + index}");
        // The cast rounds as the column does.
        string[] stored =
        [
            .. found,
            .. written.Select(
                (column, index) => $"t.{column.Name} IS NOT DISTINCT FROM v.c{firstWritten + index}::{column.StoreType}"
            ),
        ];
        var sql = kind switch
        {
            EntityState.Added =>
                $"INSERT INTO {table} ({Names(_columns)}) SELECT * FROM unnest({Parameters(_columns)}) "
                    + $"ON CONFLICT DO NOTHING RETURNING {Names(keys)}",
            EntityState.Modified => $"UPDATE {table} AS t SET {string.Join(", ", values)} FROM {rows} "
                + $"WHERE {And(unchanged)} RETURNING v.n",
            _ => $"DELETE FROM {table} AS t USING {rows} WHERE {And(unchanged)} RETURNING v.n",
        };
        var count = $"${_columns.Length + 1}";
        Sql =
            $"{Mark} WITH w AS ({sql}) SELECT * FROM w UNION ALL "
            + $"SELECT {string.Join(", ", Enumerable.Repeat("NULL", kind == EntityState.Added ? keys.Length : 1))} "
            + $"WHERE 1 / (SELECT count(*) = {count} FROM w)::int = 0";
        LockSql =
            kind == EntityState.Added
                ? null
                : $"SELECT v.n FROM {table} AS t, {rows} WHERE {And(found)} AND {count} > 0 "
                    + "FOR NO KEY UPDATE OF t SKIP LOCKED";
        _isSavedSql =
            $"SELECT count(*) = {(kind == EntityState.Deleted ? $"0 * {count}" : count)} FROM {table} AS t, {rows} "
            + $"WHERE {And(stored)}";

        // What rows refer to is inserted before them, and deleted after them.
        Rank = kind switch
        {
            EntityState.Added => (0, depth),
            EntityState.Modified => (1, 0),
            _ => (2, -depth),
        };
    }

    /// <summary>Quoted.</summary>
    public string Table { get; }

    public bool IsInsert => _kind == EntityState.Added;

    /// <summary>The number of the first values that are the primary key.</summary>
    public int KeyLength { get; }

    /// <summary>Locks the rows that no other session holds; null for an insert.</summary>
    public string? LockSql { get; }

    /// <summary>The place in a transaction: the same in all processes, so that they seldom deadlock.</summary>
    public (int Kind, int Depth) Rank { get; }

    public string Sql { get; }

    public static Statement Write(Coverage coverage, EntityState kind, UInt128 changed)
    {
        var type = coverage.Type;
        var table = StoreObjectIdentifier.Create(type, StoreObjectType.Table)!.Value;
        var name = table.Schema is null ? Quote(table.Name) : $"{Quote(table.Schema)}.{Quote(table.Name)}";
        var isInsert = kind == EntityState.Added;
        var key = type.FindPrimaryKey()!.Properties;
        Column[] keys = [.. key.Select(property => ColumnOf(property, isOriginal: !isInsert))];
        Column[] tokens =
        [
            .. coverage
                .Properties.Where(property => !isInsert && property.IsConcurrencyToken && !key.Contains(property))
                .Select(property => ColumnOf(property, isOriginal: true)),
        ];
        Column[] written =
        [
            .. coverage
                .Properties.Where(
                    (property, index) =>
                        !key.Contains(property)
                        && (
                            isInsert
                                ? property.GetBeforeSaveBehavior() == PropertySaveBehavior.Save
                                : kind == EntityState.Modified
                                    && (changed & (UInt128.One << index)) != 0
                                    && property.GetAfterSaveBehavior() == PropertySaveBehavior.Save
                        )
                )
                .Select(property => ColumnOf(property, isOriginal: false)),
        ];
        return new Statement(name, kind, Depth(type, []), keys, tokens, written);

        Column ColumnOf(IProperty property, bool isOriginal) =>
            Column.Of(property, Quote(property.GetColumnName(table)!), isOriginal);
    }

    public Row Read(IUpdateEntry entry)
    {
        var values = new object?[_columns.Length];
        for (var index = 0; index < values.Length; index++)
            values[index] = _columns[index].Read(entry);
        return new Row(this, values);
    }

    public NpgsqlBatchCommand ToCommand(IReadOnlyList<Row> rows) => ToCommand(Sql, rows);

    /// <summary>Selects whether the database holds what the rows would have written.</summary>
    public NpgsqlBatchCommand ToQuestionIfSaved(IReadOnlyList<Row> rows) => ToCommand(_isSavedSql, rows);

    /// <inheritdoc cref="LockSql" />
    public NpgsqlBatchCommand ToLock(IReadOnlyList<Row> rows) => ToCommand(LockSql!, rows);

    /// <summary>Reads one result: the key of a row that was written, or locked.</summary>
    public RowKey ReadKey(NpgsqlDataReader reader, IReadOnlyList<Row> rows)
    {
        if (_kind != EntityState.Added)
            return rows[(int)reader.GetInt64(0) - 1].Key;

        var key = new object[KeyLength];
        for (var index = 0; index < key.Length; index++)
            key[index] = _columns[index].Read(reader, index);
        return new RowKey(Table, key);
    }

    private NpgsqlBatchCommand ToCommand(string sql, IReadOnlyList<Row> rows)
    {
        var command = new NpgsqlBatchCommand(sql);
        for (var index = 0; index < _columns.Length; index++)
            command.Parameters.Add(_columns[index].ToParameter(rows, index));
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = rows.Count });
        return command;
    }

    private static string And(IEnumerable<string> conditions) => string.Join(" AND ", conditions);

    private static string Names(Column[] columns) => string.Join(", ", columns.Select(column => column.Name));

    private static string Parameters(Column[] columns) =>
        string.Join(", ", columns.Select((_, index) => $"${index + 1}"));

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static int Depth(IEntityType type, HashSet<IEntityType> seen) =>
        seen.Add(type)
            ? type.GetForeignKeys()
                .Select(reference => reference.PrincipalEntityType)
                .Where(principal => !seen.Contains(principal))
                .Select(principal => Depth(principal, [.. seen]) + 1)
                .DefaultIfEmpty(0)
                .Max()
            : 0;
}

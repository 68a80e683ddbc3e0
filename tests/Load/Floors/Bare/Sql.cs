using Npgsql;

namespace EventDriven.Load.Floors.Bare;

/// <summary>Statements on arrays, sent together.</summary>
internal static class Sql
{
    /// <summary>Adds a statement to the batch.</summary>
    /// <param name="batch">The batch; its statements are one transaction unless they say otherwise.</param>
    /// <param name="text">The statement, with $1, $2 ...</param>
    /// <param name="values">Their values, mostly a column each.</param>
    /// <returns>The same batch.</returns>
    public static NpgsqlBatch Add(this NpgsqlBatch batch, string text, params object[] values)
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        batch.BatchCommands.Add(command);
        return batch;
    }

    /// <summary>Adds rows to the outbox.</summary>
    public static NpgsqlBatch AddOutbox(this NpgsqlBatch batch, IReadOnlyList<Outgoing> outgoing) =>
        batch.Add(
            "INSERT INTO outbox (id, cause, exchange, type, body) SELECT * FROM unnest($1, $2, $3, $4, $5)",
            outgoing.Column(message => message.Id),
            outgoing.Column(message => message.Cause),
            outgoing.Column(message => message.Exchange),
            outgoing.Column(message => message.Type),
            outgoing.Column(message => message.Body)
        );

    /// <summary>Adds the deletion of the outbox's rows that are sent.</summary>
    public static NpgsqlBatch DeleteSent(this NpgsqlBatch batch, Guid[] sent) =>
        sent.Length == 0 ? batch : batch.Add("DELETE FROM outbox WHERE id = ANY ($1)", sent);

    /// <summary>A column: one value of each row.</summary>
    public static TValue[] Column<TRow, TValue>(this IReadOnlyList<TRow> rows, Func<TRow, TValue> value)
    {
        var column = new TValue[rows.Count];
        for (var i = 0; i < column.Length; i++)
            column[i] = value(rows[i]);
        return column;
    }

    /// <summary>Runs a batch whose first statement returns ids, and reads them.</summary>
    public static async Task<HashSet<Guid>> ReadIds(this NpgsqlBatch batch)
    {
        var ids = new HashSet<Guid>();
        await using (batch)
        {
            await using var reader = await batch.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                ids.Add(reader.GetGuid(0));
        }

        return ids;
    }
}

using Npgsql;

namespace EventDriven.Load.Hosting;

/// <summary>Finished orders of the past: so many rows as a system has that has been at work for long.</summary>
internal static class PastOrders
{
    private const string Customer = "'history'";

    /// <summary>
    /// Copies one finished order, with its history and its read model, under new ids and for another customer.
    /// </summary>
    /// <param name="servers">Where the databases are.</param>
    /// <param name="number">How often.</param>
    /// <param name="like">The order.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task Add(ServerAddresses servers, int number, Guid like, CancellationToken cancel)
    {
        (string Database, string Table, string Key)[] tables =
        [
            ("Orders", "Orders", "CorrelationId"),
            ("Orders", "OrderHistory", "OrderId"),
            ("EntryApi", "Orders", "Id"),
            ("EntryApi", "OrderLines", "OrderId"),
            ("EntryApi", "TimelineEntries", "OrderId"),
        ];
        foreach (var (database, table, key) in tables)
        {
            await using var connection = new NpgsqlConnection(servers.AdminOf(servers.Databases[database]));
            await connection.OpenAsync(cancel);
            await Copy(connection, table, key, number, like, cancel);
            // As it is where these rows have come one by one: their pages visited and counted.
            await Execute(connection, $"""VACUUM (ANALYZE) "{table}" """, cancel);
        }

        await using var server = new NpgsqlConnection(servers.PostgresAdmin);
        await server.OpenAsync(cancel);
        await Execute(server, "CHECKPOINT", cancel);
    }

    private static async Task Copy(
        NpgsqlConnection connection,
        string table,
        string key,
        int number,
        Guid like,
        CancellationToken cancel
    )
    {
        var columns = new List<string>();
        await using (
            var names = new NpgsqlCommand(
                "SELECT column_name::text FROM information_schema.columns WHERE table_schema = 'public' "
                    + "AND table_name = $1 ORDER BY ordinal_position",
                connection
            )
        )
        {
            names.Parameters.Add(new() { Value = table });
            await using var reader = await names.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
                columns.Add(reader.GetString(0));
        }

        // The same ids in each database.
        var values = columns.Select(column =>
            column == key ? "md5('history ' || n)::uuid"
            : column == "CustomerId" ? Customer
            : $"""original."{column}" """
        );
        await Execute(
            connection,
            $"""
            INSERT INTO "{table}" ({string.Join(", ", columns.Select(column => $"\"{column}\""))})
            SELECT {string.Join(
                ", ",
                values
            )} FROM "{table}" original CROSS JOIN generate_series(1, {number}) n WHERE original."{key}" = '{like}'
            """,
            cancel
        );
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
#pragma warning disable CA2100 // The text is this class's own, and the names are the catalogue's.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 3600 };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancel);
    }
}

using EventDriven.Load.Driving;
using EventDriven.Load.Hosting;
using Npgsql;

namespace EventDriven.Soak;

/// <summary>
/// Sees the ends of orders in the saga's database, a quarter of a second late at most: events are missed by a listener
/// while the broker is away.
/// </summary>
internal static class StoredEndings
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Tells the journal of each end, until it is cancelled.</summary>
    public static async Task Watch(ServerAddresses servers, Journal journal, CancellationToken cancel)
    {
        await using var orders = NpgsqlDataSource.Create(servers.AdminOf(servers.Databases["Orders"]));
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(cancel))
        {
            try
            {
                await Look(orders, journal, cancel);
            }
            catch (NpgsqlException)
            {
                // PostgreSQL is away: looked at again.
            }
        }
    }

    private static async Task Look(NpgsqlDataSource orders, Journal journal, CancellationToken cancel)
    {
        await using var command = orders.CreateCommand(
            """
            SELECT "CorrelationId", "CurrentState" FROM "Orders" WHERE "CorrelationId" = ANY ($1)
                AND "CurrentState" IN ('Completed', 'Rejected', 'Cancelled')
            """
        );
        command.Parameters.Add(new() { Value = journal.Open.Select(order => order.Id).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            journal.End(reader.GetGuid(0), reader.GetString(1), messageId: null);
    }
}

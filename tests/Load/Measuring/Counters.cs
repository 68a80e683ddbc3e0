using EventDriven.Load.Hosting;

namespace EventDriven.Load.Measuring;

/// <summary>What servers have counted since they began; null where nobody counts.</summary>
/// <param name="Messages">Messages published to the broker.</param>
/// <param name="Statements">SQL statements by database, those of the load program itself left out.</param>
/// <param name="Commits">Transactions committed by database, those of the load program included: few.</param>
/// <param name="WalBytes">Bytes of write-ahead log.</param>
internal sealed record Counters(
    long? Messages,
    IReadOnlyDictionary<string, long>? Statements,
    IReadOnlyDictionary<string, long>? Commits,
    long? WalBytes
)
{
    /// <summary>
    /// Sessions of PostgreSQL report what they counted when they have been idle for ten seconds, the broker every five:
    /// sooner, the last second of a run would be missing. What the system does by itself in these seconds is counted
    /// with the run.
    /// </summary>
    public static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(10.5);

    /// <summary>Reads all of them.</summary>
    public static async Task<Counters> Read(ServerAddresses? servers, CancellationToken cancel)
    {
        if (servers is null)
            return new Counters(null, null, null, null);

        using var broker = new BrokerManagement(servers);
        var messages = await broker.PublishedMessages(cancel);
        var postgres = new PostgresStatistics(servers);
        return new Counters(
            messages,
            await postgres.Statements(cancel),
            await postgres.Commits(cancel),
            await postgres.WalBytes(cancel)
        );
    }
}

using System.Diagnostics;
using EventDriven.EndToEnd.Tests.Hosting;
using EventDriven.TestServers;

namespace EventDriven.EndToEnd.Tests;

/// <summary>
/// A deployment on servers of its own, one of which is killed while orders are in flight, is away for a minute in which orders go on
/// coming, and is started again. Nobody touches the services.
/// </summary>
internal sealed class OutageUnderLoad : IAsyncDisposable
{
    /// <summary>How many orders are placed while the server is away.</summary>
    public const int OrdersMeanwhile = 45;

    // A whole one, however the orders' pace is rounded.
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(61);

    private OutageUnderLoad(Deployment deployment)
    {
        Deployment = deployment;
        Customers = new Customers(deployment);
    }

    public Deployment Deployment { get; }

    public Customers Customers { get; }

    /// <summary>How long the server was away.</summary>
    public TimeSpan Away { get; private set; }

    /// <summary>How many orders had not ended when the server was killed.</summary>
    public long InFlight { get; private set; }

    /// <summary>How many orders were accepted while the server was away.</summary>
    public int AcceptedMeanwhile { get; private set; }

    /// <summary>What each service answered to GET /health/ready while the server was away.</summary>
    public IReadOnlyDictionary<Service, string> ReadinessMeanwhile { get; private set; } = null!;

    /// <summary>The lines that each service logged from the kill until all was well again.</summary>
    public IReadOnlyDictionary<Service, int> LoggedLines { get; private set; } = null!;

    /// <summary>Every order, some time after the server was back.</summary>
    public IReadOnlyList<EndedOrder> Ended { get; private set; } = null!;

    /// <summary>From the server's return to the last order's end.</summary>
    public TimeSpan Recovery { get; private set; }

    /// <summary>Lives through a minute without a server.</summary>
    public static async Task<OutageUnderLoad> RunAsync(Server server, CancellationToken cancel)
    {
        // The remote parties take their time, so that many orders are on their way when the server is killed.
        var slow = new Dictionary<string, string> { ["Provider__Latency"] = "00:00:00.3", ["Carrier__Latency"] = "00:00:00.3" };
        var story = new OutageUnderLoad(await Deployment.StartAsync($"Without{server}", slow, cancel, ownServers: true));
        try
        {
            await story.Run(server, cancel);
            return story;
        }
        catch
        {
            await story.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => Deployment.DisposeAsync();

    private async Task Run(Server server, CancellationToken cancel)
    {
        await Customers.Order(40, TimeSpan.FromMilliseconds(50), cancel);
        await Eventually.See(CountEnded, ended => ended > 0, Minute, cancel);
        InFlight = Customers.Placed - await CountEnded();

        var (linesBefore, acceptedBefore) = (Deployment.LoggedLines(), Customers.Accepted.Count);
        await Deployment.KillAsync(server, cancel);
        var away = Stopwatch.StartNew();
        await Customers.Order(OrdersMeanwhile - 15, TimeSpan.FromSeconds(1), cancel);
        ReadinessMeanwhile = await Deployment.Readiness(cancel);
        await Customers.Order(15, (Minute - away.Elapsed) / 15, cancel);
        AcceptedMeanwhile = Customers.Accepted.Count - acceptedBefore;
        Away = away.Elapsed;

        await Deployment.StartAgainAsync(server, cancel);
        var back = Stopwatch.StartNew();
        await Customers.Order(20, TimeSpan.FromMilliseconds(250), cancel);
        await Customers.Decided(TimeSpan.FromMinutes(5), cancel);
        Ended = await EndedOrder.All(Deployment, TimeSpan.FromMinutes(2), cancel);
        Recovery = back.Elapsed;
        LoggedLines = Deployment.LoggedLines().ToDictionary(now => now.Key, now => now.Value - linesBefore[now.Key]);

        Task<long> CountEnded() => Deployment.Read<long>("Orders", """
            SELECT count(*) FROM "Orders" WHERE "CurrentState" IN ('Completed', 'Rejected', 'Cancelled')
            """, cancel);
    }
}

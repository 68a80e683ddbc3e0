using System.Diagnostics;
using EventDriven.EndToEnd.Tests.Hosting;
using EventDriven.TestServers;

namespace EventDriven.EndToEnd.Tests;

/// <summary>
/// A deployment on servers of its own, one of which is killed while orders are in flight, is away for a minute in which
/// orders go on coming, and is started again. Nobody touches the services.
/// </summary>
internal sealed class OutageUnderLoad : IAsyncDisposable
{
    /// <summary>How many orders are placed while the server is away.</summary>
    public const int OrdersMeanwhile = 45;

    // A whole one, however the orders' pace is rounded.
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(61);

    // Three times as long as it takes, and shorter than tests/run waits for a sign of life: what hangs here says so
    // itself.
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(8);

    // One deployment starts after the other: a start takes all the CPU time that there is.
    private static readonly SemaphoreSlim Starting = new(1);

    private string _at = "the first orders";

    private OutageUnderLoad(Deployment deployment)
    {
        Deployment = deployment;
        Customers = new Customers(deployment, "c");
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
    public IReadOnlyDictionary<string, string> ReadinessMeanwhile { get; private set; } = null!;

    /// <summary>The lines that each service logged from the kill until all was well again.</summary>
    public IReadOnlyDictionary<string, int> LoggedLines { get; private set; } = null!;

    /// <summary>Every order, some time after the server was back.</summary>
    public IReadOnlyList<EndedOrder> Ended { get; private set; } = null!;

    /// <summary>What was there when they had ended.</summary>
    public Remains Remains { get; private set; } = null!;

    /// <summary>Lives through a minute without a server.</summary>
    public static async Task<OutageUnderLoad> RunAsync(Server server, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Within);
        // The remote parties take their time, so that many orders are on their way when the server is killed.
        var slow = new Dictionary<string, string>
        {
            ["Provider__Latency"] = "00:00:00.3",
            ["Carrier__Latency"] = "00:00:00.3",
        };
        OutageUnderLoad? story = null;
        try
        {
            await Starting.WaitAsync(patience.Token);
            try
            {
                story = new OutageUnderLoad(
                    await Deployment.StartAsync($"Without{server}", slow, patience.Token, ownServers: true)
                );
            }
            finally
            {
                Starting.Release();
            }

            await story.Run(server, patience.Token);
            return story;
        }
        catch (Exception exception)
        {
            if (story is not null)
                await story.DisposeAsync();
            if (
                exception is OperationCanceledException
                && !cancel.IsCancellationRequested
                && patience.IsCancellationRequested
            )
                throw new TimeoutException(
                    $"The minute without {server} was not over within {Within}: it was at {story?._at ?? "the start"}.",
                    exception
                );
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
        _at = "the kill";
        await Deployment.KillAsync(server, cancel);
        _at = "the orders meanwhile";
        var away = Stopwatch.StartNew();
        await Customers.Order(OrdersMeanwhile - 15, TimeSpan.FromSeconds(1), cancel);
        ReadinessMeanwhile = await Deployment.Readiness(cancel);
        await Customers.Order(15, (Minute - away.Elapsed) / 15, cancel);
        AcceptedMeanwhile = Customers.Accepted.Count - acceptedBefore;
        Away = away.Elapsed;

        _at = "the server's return";
        await Deployment.StartAgainAsync(server, cancel);
        _at = "the orders afterwards";
        await Customers.Order(20, TimeSpan.FromMilliseconds(250), cancel);
        _at = "the decisions";
        await Customers.Decided(TimeSpan.FromMinutes(5), cancel);
        _at = "the ends";
        Ended = await EndedOrder.All(Deployment, Customers, TimeSpan.FromMinutes(2), cancel);
        LoggedLines = Deployment.LoggedLines().ToDictionary(now => now.Key, now => now.Value - linesBefore[now.Key]);
        _at = "what remains";
        Remains = await Remains.Of(Deployment, Effects.None, Ended, cancel);

        Task<long> CountEnded() => Deployment.CountEnded(cancel);
    }
}

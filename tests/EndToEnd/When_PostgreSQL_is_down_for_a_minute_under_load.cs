using EventDriven.EndToEnd.Tests.Hosting;
using Shouldly;
using Xunit;

namespace EventDriven.EndToEnd.Tests;

/// <summary>SIGQUIT: the server drops every connection at once and saves nothing first; a minute later it recovers from its log.</summary>
[Collection(nameof(AMinuteWithoutAServer))]
public sealed class When_PostgreSQL_is_down_for_a_minute_under_load(AMinuteWithoutAServer minute)
{
    private readonly OutageUnderLoad _outage = minute.Postgres;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Measure()
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"away {_outage.Away} inflight {_outage.InFlight} meanwhile {_outage.AcceptedMeanwhile} recovery {_outage.Recovery} placed {_outage.Customers.Placed} accepted {_outage.Customers.Accepted.Count} ended {_outage.Ended.Count}");
        foreach (var (s, n) in _outage.LoggedLines) TestContext.Current.TestOutputHelper!.WriteLine($"{s} {n} {_outage.ReadinessMeanwhile[s]}");
        foreach (var r in _outage.Customers.Refused.GroupBy(r => r)) TestContext.Current.TestOutputHelper!.WriteLine($"{r.Key} {r.Count()}");
        foreach (var o in _outage.Ended.Where(o => !o.EndedAsItMust)) TestContext.Current.TestOutputHelper!.WriteLine($"{o} {string.Join(" | ", o.Seen.Timeline)}");
        _outage.Ended.ShouldAllBe(order => order.EndedAsItMust);
    }

    [Fact]
    public async Task Effects_()
    {
        var expected = Effects.Of([.. _outage.Ended.Select(order => (order.Placed, order.Seen))]);
        (await Eventually.See(() => Effects.Read(_outage.Deployment, Cancel), seen => seen == expected, TimeSpan.FromSeconds(30), Cancel)).ShouldBe(expected);
    }

    [Fact]
    public async Task Queues() =>
        (await Eventually.See(() => _outage.Deployment.Broker.WaitingMessages(Cancel), seen => seen.Count == 0, TimeSpan.FromSeconds(20), Cancel)).ShouldBeEmpty();

    [Fact]
    public async Task Outboxes() =>
        (await Eventually.See(() => _outage.Deployment.UnsentMessages(Cancel), seen => seen.Count == 0, TimeSpan.FromSeconds(20), Cancel)).ShouldBeEmpty();
}

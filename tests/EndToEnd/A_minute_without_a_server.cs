using Shouldly;
using Xunit;

namespace EventDriven.EndToEnd.Tests;

/// <summary>What must hold whichever server was away.</summary>
public abstract class A_minute_without_a_server
{
    /// <summary>
    /// An outage that is told in this many lines by each process is told: some kinds of failure, each with a stack
    /// trace of some dozen lines, two hundred at most, once a minute. Before they were bounded, sixty orders in flight
    /// made 59,000 lines of it in one process.
    /// </summary>
    private const int MostLines = 1500;

    private protected A_minute_without_a_server(OutageUnderLoad outage) => Outage = outage;

    private protected OutageUnderLoad Outage { get; }

    [Fact]
    public void It_was_a_whole_minute_and_met_many_orders_in_flight()
    {
        Outage.Away.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(1));
        Outage.InFlight.ShouldBeGreaterThanOrEqualTo(10);
    }

    [Fact]
    public void Nothing_that_was_accepted_is_lost() =>
        Outage.Customers.Accepted.Keys.ShouldBeSubsetOf(Outage.Ended.Select(order => order.Seen.OrderId));

    [Fact]
    public void Each_order_ends_as_it_must() =>
        Outage.Ended.Where(order => !order.EndedAsItMust).Select(order => order.ToString()).ShouldBeEmpty();

    [Fact]
    public void The_sums_over_the_databases_prove_it() => Outage.Remains.Effects.ShouldBe(Outage.Remains.Expected);

    [Fact]
    public void No_message_is_left_in_any_queue() => Outage.Remains.Waiting.ShouldBeEmpty();

    [Fact]
    public void No_message_has_failed() => Outage.Remains.Failed.ShouldBeEmpty();

    [Fact]
    public void No_message_is_left_in_any_outbox() => Outage.Remains.Unsent.ShouldBeEmpty();

    [Fact]
    public void Every_process_lives_through_it() => Outage.Remains.Dead.ShouldBeEmpty();

    [Fact]
    public void No_process_floods_its_log() =>
        Outage.LoggedLines.Where(service => service.Value > MostLines).ShouldBeEmpty($"more than {MostLines} lines");
}

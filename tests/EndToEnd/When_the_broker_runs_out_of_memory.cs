using Shouldly;
using Xunit;

namespace EventDriven.EndToEnd.Tests;

/// <summary>
/// RabbitMQ's memory alarm: connections stay open, and nothing that is published on them is read until memory is free
/// again.
/// </summary>
[Collection(nameof(AMinuteWithoutAServer))]
public sealed class When_the_broker_runs_out_of_memory(AMinuteWithoutAServer minute)
{
    [Fact]
    public void Orders_are_accepted_all_the_same_and_end_rightly_afterwards()
    {
        var (customers, ended, remains) = minute.OutOfMemory;

        customers.Refused.ShouldBeEmpty();
        ended.Select(order => order.Seen.OrderId).ShouldBe(customers.Accepted.Keys, ignoreOrder: true);
        ended.Where(order => !order.EndedAsItMust).Select(order => order.ToString()).ShouldBeEmpty();
        remains.ShouldBeAsExpected();
    }
}

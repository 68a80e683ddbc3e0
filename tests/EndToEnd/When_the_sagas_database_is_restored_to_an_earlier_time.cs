using Shouldly;
using Xunit;

namespace EventDriven.EndToEnd.Tests;

/// <summary>4.5 seconds are lost, under load.</summary>
[Collection(nameof(AMinuteWithoutAServer))]
public sealed class When_the_sagas_database_is_restored_to_an_earlier_time(AMinuteWithoutAServer minute)
{
    [Fact]
    public void Orders_were_lost_and_others_had_gone_on()
    {
        minute.Restored.Lost.ShouldBePositive();
        minute.Restored.Behind.ShouldBePositive();
    }

    [Fact]
    public void Every_accepted_order_ends_as_it_must()
    {
        var ended = minute.Restored.Ended;

        ended.Select(order => order.Seen.OrderId).ShouldBe(minute.Restored.Customers.Accepted.Keys, ignoreOrder: true);
        ended.Where(order => !order.EndedAsItMust).Select(order => order.ToString()).ShouldBeEmpty();
    }

    [Fact]
    public void Each_effect_is_there_once_or_undone() => minute.Restored.Remains.ShouldBeAsExpected();
}

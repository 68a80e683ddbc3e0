using EventDriven.EndToEnd.Tests.Hosting;
using Shouldly;
using Xunit;

namespace EventDriven.EndToEnd.Tests;

/// <summary>
/// RabbitMQ's memory alarm: connections stay open, and nothing that is published on them is read until memory is free
/// again.
/// </summary>
public sealed class When_the_broker_runs_out_of_memory
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Orders_are_accepted_all_the_same_and_end_rightly_afterwards()
    {
        await using var deployment = await Deployment.StartAsync("BrokerOutOfMemory", [], Cancel, ownServers: true);
        var customers = new Customers(deployment);

        await customers.Order(20, TimeSpan.FromMilliseconds(50), Cancel);
        await deployment.BlockBrokerAsync(Cancel);
        // Longer than the sends wait for a confirmation.
        await customers.Order(20, TimeSpan.FromSeconds(1), Cancel);
        await deployment.UnblockBrokerAsync(Cancel);
        await customers.Order(10, TimeSpan.FromMilliseconds(100), Cancel);

        customers.Refused.ShouldBeEmpty();
        await customers.Decided(TimeSpan.FromMinutes(2), Cancel);
        var ended = await EndedOrder.All(deployment, TimeSpan.FromMinutes(2), Cancel);
        ended.Select(order => order.Seen.OrderId).ShouldBe(customers.Accepted.Keys, ignoreOrder: true);
        ended.Where(order => !order.EndedAsItMust).Select(order => order.ToString()).ShouldBeEmpty();
        var expected = Effects.Of([.. ended.Select(order => (order.Placed, order.Seen))]);
        await deployment.EffectsShouldBe(expected, Cancel);
        await deployment.QueuesShouldBeEmpty(Cancel);
        (await deployment.FailedMessages(Cancel)).ShouldBeEmpty();
        await deployment.OutboxesShouldBeEmpty(Cancel);
        deployment.Ended().ShouldBeEmpty();
    }
}

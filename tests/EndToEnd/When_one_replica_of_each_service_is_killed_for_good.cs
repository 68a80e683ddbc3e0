using EventDriven.EndToEnd.Tests.Hosting;
using Shouldly;
using Xunit;

namespace EventDriven.EndToEnd.Tests;

/// <summary>
/// SIGKILL, and no successor: what the dead had taken, committed or promised is the survivors' to finish.
/// </summary>
public sealed class When_one_replica_of_each_service_is_killed_for_good
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_other_replicas_bring_50_orders_to_their_ends()
    {
        var slow = new Dictionary<string, string>
        {
            ["Provider__Latency"] = "00:00:00.3",
            ["Carrier__Latency"] = "00:00:00.3",
        };
        await using var deployment = await Deployment.StartAsync("OneReplicaKilled", slow, Cancel, replicas: 2);
        var customers = new Customers(deployment);

        // Placed at both replicas of the entry API, and all answered before the kill: a customer whose connection
        // breaks knows nothing.
        await customers.Order(50, TimeSpan.FromMilliseconds(20), Cancel);
        await Eventually.See(CountEnded, ended => ended > 0, TimeSpan.FromSeconds(60), Cancel);
        await deployment.KillFirstReplicasAsync();
        (customers.Placed - await CountEnded()).ShouldBeInRange(
            10,
            49,
            "orders in flight when the processes were killed"
        );

        await customers.Decided(TimeSpan.FromMinutes(2), Cancel);
        var ended = await EndedOrder.All(deployment, TimeSpan.FromMinutes(2), Cancel);

        ended.Select(order => order.Seen.OrderId).ShouldBe(customers.Accepted.Keys, ignoreOrder: true);
        ended.Where(order => !order.EndedAsItMust).Select(order => order.ToString()).ShouldBeEmpty();
        var expected = Effects.Of([.. ended.Select(order => (order.Placed, order.Seen))]);
        await deployment.EffectsShouldBe(expected, Cancel);
        await deployment.QueuesShouldBeEmpty(Cancel);
        (await deployment.FailedMessages(Cancel)).ShouldBeEmpty();
        await deployment.OutboxesShouldBeEmpty(Cancel);

        Task<long> CountEnded() => deployment.CountEnded(Cancel);
    }
}

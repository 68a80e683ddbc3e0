using EventDriven.EndToEnd.Tests.Hosting;
using Shouldly;
using Xunit;

namespace EventDriven.EndToEnd.Tests;

/// <summary>
/// SIGKILL, and no successor: what the dead had taken, committed or promised is the survivors' to finish.
/// </summary>
[Collection(nameof(SharedDeployment))]
public sealed class When_one_replica_of_each_service_is_killed_for_good(SharedDeployment shared)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_other_replicas_bring_50_orders_to_their_ends()
    {
        var deployment = shared.Deployment;
        await deployment.AddReplicasAsync(Cancel);
        var customers = new Customers(deployment, "replicas");
        var (before, endedBefore) = (await Effects.Read(deployment, Cancel), await CountEnded());

        // Placed at both replicas of the entry API, and all answered before the kill: a customer whose connection
        // breaks knows nothing.
        await customers.Order(50, TimeSpan.FromMilliseconds(20), Cancel);
        await Eventually.See(CountEnded, ended => ended > endedBefore, TimeSpan.FromSeconds(60), Cancel);
        await deployment.KillFirstReplicasAsync();
        (endedBefore + customers.Placed - await CountEnded()).ShouldBeInRange(
            10,
            49,
            "orders in flight when the processes were killed"
        );

        await customers.Decided(TimeSpan.FromMinutes(2), Cancel);
        var ended = await EndedOrder.All(deployment, customers, TimeSpan.FromMinutes(2), Cancel);

        ended.Select(order => order.Seen.OrderId).ShouldBe(customers.Accepted.Keys, ignoreOrder: true);
        ended.Where(order => !order.EndedAsItMust).Select(order => order.ToString()).ShouldBeEmpty();
        (await Remains.Of(deployment, before, ended, Cancel)).ShouldBeAsExpected();

        Task<long> CountEnded() => deployment.CountEnded(Cancel);
    }
}

using System.Collections.Concurrent;
using EventDriven.EndToEnd.Tests.Hosting;
using Shouldly;
using Xunit;

namespace EventDriven.EndToEnd.Tests;

/// <summary>
/// SIGKILL: the process finishes nothing, says nothing and saves nothing. Whatever it had taken from the broker comes
/// to its successor.
/// </summary>
[Collection(nameof(SharedDeployment))]
public sealed class When_processes_are_killed_while_50_orders_are_in_flight(SharedDeployment shared)
{
    private const int Count = 50;

    /// <summary>Placed in turn; the names are the ends that they must come to.</summary>
    private static readonly (PlacedOrder Order, string MustEnd)[] Kinds =
    [
        (new PlacedOrder("MUG-STONE-BLUE", Quantity: 2), "Completed"),
        (new PlacedOrder("TEA-ASSAM-250"), "Completed"),
        (new PlacedOrder("BOOK-SAGA-PB", Quantity: 3, Token: "tok_flaky"), "Completed"),
        (new PlacedOrder("TEA-ASSAM-250", Token: "tok_capture_fails"), "Rejected"),
        (new PlacedOrder("MUG-STONE-BLUE", PostalCode: "00000"), "Rejected"),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Service.Orchestrator, Service.Payments)]
    [InlineData(Service.Inventory, Service.Shipping)]
    [InlineData(Service.EntryApi, Service.Notifications)]
    public async Task Each_order_ends_as_it_must_and_the_sums_over_the_databases_prove_it(params string[] killed)
    {
        var deployment = shared.Deployment;
        var (before, endedBefore) = (await Effects.Read(deployment, Cancel), await CountEnded());
        var placed = new ConcurrentDictionary<Guid, (PlacedOrder Order, string MustEnd)>();

        await Task.WhenAll(
            Enumerable
                .Range(0, Count)
                .Select(async i =>
                {
                    var kind = Kinds[i % Kinds.Length];
                    placed[await deployment.Orders.Place(kind.Order, Cancel)] = kind;
                })
        );
        await Eventually.See(CountEnded, ended => ended > endedBefore, TimeSpan.FromSeconds(60), Cancel);
        await deployment.KillAsync(killed);
        (endedBefore + Count - await CountEnded()).ShouldBeInRange(
            10,
            Count - 1,
            "orders in flight when the processes were killed"
        );
        await deployment.StartAsync(Cancel, killed);

        await Eventually.See(CountEnded, ended => ended == endedBefore + Count, TimeSpan.FromSeconds(120), Cancel);
        var ended = new List<EndedOrder>();
        foreach (var (id, (order, mustEnd)) in placed)
            ended.Add(
                new EndedOrder(
                    order,
                    mustEnd,
                    await deployment.Orders.See(id, seen => seen.HasEnded, TimeSpan.FromSeconds(20), Cancel)
                )
            );

        ended.ShouldAllBe(order => order.EndedAsItMust);
        (await Remains.Of(deployment, before, ended, Cancel)).ShouldBeAsExpected();
    }

    /// <summary>From the saga's own database, so that it can be counted whoever is dead.</summary>
    private Task<long> CountEnded() => shared.Deployment.CountEnded(Cancel);
}

using EventDriven.EndToEnd.Tests.Hosting;
using Shouldly;
using Xunit;

namespace EventDriven.EndToEnd.Tests;

/// <summary>
/// SIGKILL: the process finishes nothing, says nothing and saves nothing. Whatever it had taken from the broker comes
/// to its successor.
/// </summary>
public sealed class When_processes_are_killed_while_50_orders_are_in_flight(OrdersUnderFire fire)
    : IClassFixture<OrdersUnderFire>
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
    [InlineData(nameof(Service.Orchestrator), nameof(Service.Payments))]
    [InlineData(nameof(Service.Inventory), nameof(Service.Shipping))]
    [InlineData(nameof(Service.EntryApi), nameof(Service.Notifications))]
    public async Task Each_order_ends_as_it_must_and_the_sums_over_the_databases_prove_it(params string[] killed)
    {
        var (deployment, victims) = (fire.Deployment, killed.Select(Enum.Parse<Service>).ToArray());
        var endedBefore = await CountEnded();

        await Task.WhenAll(
            Enumerable
                .Range(0, Count)
                .Select(async i =>
                {
                    var kind = Kinds[i % Kinds.Length];
                    fire.Placed[await deployment.Orders.Place(kind.Order, Cancel)] = kind;
                })
        );
        await Eventually.See(CountEnded, ended => ended > endedBefore, TimeSpan.FromSeconds(60), Cancel);
        await deployment.KillAsync(victims);
        (fire.Placed.Count - await CountEnded()).ShouldBeInRange(
            10,
            Count - 1,
            "orders in flight when the processes were killed"
        );
        await deployment.StartAsync(Cancel, victims);

        await Eventually.See(CountEnded, ended => ended == fire.Placed.Count, TimeSpan.FromSeconds(120), Cancel);
        var ended = new List<(PlacedOrder Order, string MustEnd, OrderSnapshot Seen)>();
        foreach (var (id, (order, mustEnd)) in fire.Placed)
            ended.Add(
                (
                    order,
                    mustEnd,
                    await deployment.Orders.See(id, seen => seen.HasEnded, TimeSpan.FromSeconds(20), Cancel)
                )
            );

        ended.ShouldAllBe(order => order.Seen.State == order.MustEnd);
        var expected = Effects.Of([.. ended.Select(order => (order.Order, order.Seen))]);
        await deployment.EffectsShouldBe(expected, Cancel);
        await deployment.QueuesShouldBeEmpty(Cancel);
        (await deployment.FailedMessages(Cancel)).ShouldBeEmpty();
    }

    /// <summary>From the saga's own database, so that it can be counted whoever is dead.</summary>
    private Task<long> CountEnded() => fire.Deployment.CountEnded(Cancel);
}

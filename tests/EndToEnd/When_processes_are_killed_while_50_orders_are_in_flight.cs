using EventDriven.EndToEnd.Tests.Hosting;
using Shouldly;
using Xunit;

namespace EventDriven.EndToEnd.Tests;

/// <summary>
/// SIGKILL: the process finishes nothing, says nothing and saves nothing. Whatever it had taken from the broker comes to its successor.
/// </summary>
public sealed class When_processes_are_killed_while_50_orders_are_in_flight
{
    private const int Count = 50;

    /// <summary>Every fifth of each kind; the names are the ends that they must come to.</summary>
    private static readonly (PlacedOrder Order, string MustEnd)[] Kinds =
    [
        (new PlacedOrder("MUG-STONE-BLUE", Quantity: 2), "Completed"),
        (new PlacedOrder("TEA-ASSAM-250"), "Completed"),
        (new PlacedOrder("BOOK-SAGA-PB", Quantity: 3, Token: "tok_flaky"), "Completed"),
        (new PlacedOrder("TEA-ASSAM-250", Token: "tok_capture_fails"), "Rejected"),
        (new PlacedOrder("MUG-STONE-BLUE", PostalCode: "00000"), "Rejected")
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(Service.Orchestrator), nameof(Service.Payments))]
    [InlineData(nameof(Service.Inventory), nameof(Service.Shipping))]
    [InlineData(nameof(Service.EntryApi), nameof(Service.Notifications))]
    public async Task Each_order_ends_as_it_must_and_the_sums_over_the_databases_prove_it(params string[] killed)
    {
        var victims = killed.Select(Enum.Parse<Service>).ToArray();
        // The remote parties take their time, so that the work is spread over the kill and the restart.
        await using var deployment = await Deployment.StartAsync($"Killed-{string.Join("-", killed)}", new Dictionary<string, string>
        {
            ["Provider__Latency"] = "00:00:00.3",
            ["Carrier__Latency"] = "00:00:00.3"
        }, Cancel);

        var placed = await Task.WhenAll(Enumerable.Range(0, Count).Select(async i =>
        {
            var (order, mustEnd) = Kinds[i % Kinds.Length];
            return (Order: order, MustEnd: mustEnd, Id: await deployment.Orders.Place(order, Cancel));
        }));
        await Eventually.See(() => CountEnded(deployment), ended => ended > 0, TimeSpan.FromSeconds(60), Cancel);
        await deployment.KillAsync(victims);
        (await CountEnded(deployment)).ShouldBeInRange(1, Count - 10, "so that at least ten are in flight when the processes are killed");
        await deployment.StartAsync(Cancel, victims);

        var ended = await Task.WhenAll(placed.Select(async order =>
            (order.Order, order.MustEnd, Seen: await deployment.Orders.See(order.Id, seen => seen.HasEnded, TimeSpan.FromSeconds(120), Cancel))));

        ended.ShouldAllBe(order => order.Seen.State == order.MustEnd);
        var expected = Effects.Of([.. ended.Select(order => (order.Order, order.Seen))]);
        (await Eventually.See(() => Effects.Read(deployment, Cancel), seen => seen == expected, TimeSpan.FromSeconds(60), Cancel)).ShouldBe(expected);
        (await Eventually.See(() => deployment.Broker.WaitingMessages(Cancel), seen => seen.Count == 0, TimeSpan.FromSeconds(60), Cancel)).ShouldBeEmpty();
    }

    /// <summary>From the saga's own database, so that it can be counted whoever is dead.</summary>
    private static Task<long> CountEnded(Deployment deployment) => deployment.Read<long>("Orders", """
        SELECT count(*) FROM "Orders" WHERE "CurrentState" IN ('Completed', 'Rejected', 'Cancelled')
        """, Cancel);
}

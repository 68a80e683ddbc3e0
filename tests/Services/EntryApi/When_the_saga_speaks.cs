using System.Text.Json.Nodes;
using EventDriven.Contracts.Orders;
using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

public sealed class When_the_saga_speaks(SharedHosts hosts) : IClassFixture<SharedHosts>
{
    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task The_order_shows_it(string database)
    {
        var host = await hosts.EntryApi(database);
        var orderId = await host.PlaceOrder();

        await host.Tell(orderId, 1, "ReservingStock");
        await host.Tell(orderId, 2, "Compensating", "The card was declined.");

        var order = await host.GetOrder(orderId);
        order["state"]!.ToString().ShouldBe("Compensating");
        order["reason"]!.ToString().ShouldBe("The card was declined.");
        order["total"]!.ToJsonString().ShouldBe("""{"amount":"59.80","currency":"EUR"}""");
        JsonNode
            .DeepEquals(
                order["timeline"],
                JsonNode.Parse(
                    """
                    [
                      {"sequence":1, "state":"ReservingStock", "at":"2026-01-01T12:00:01+00:00", "cause":"Cause 1."},
                      {"sequence":2, "state":"Compensating", "at":"2026-01-01T12:00:02+00:00", "cause":"Cause 2."}
                    ]
                    """
                )
            )
            .ShouldBeTrue(order["timeline"]!.ToString());
    }

    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task An_entry_that_overtakes_another_is_shown_after_it(string database)
    {
        var host = await hosts.EntryApi(database);
        var orderId = await host.PlaceOrder();

        await host.Tell(orderId, 1, "ReservingStock");
        await host.Tell(orderId, 3, "BookingShipment");
        var before = await host.GetOrder(orderId);
        await host.Tell(orderId, 2, "AuthorisingPayment");

        before["state"]!.ToString().ShouldBe("ReservingStock");

        var order = await host.GetOrder(orderId);
        order["state"]!.ToString().ShouldBe("BookingShipment");
        order["timeline"]!.AsArray().Select(entry => (int)entry!["sequence"]!).ShouldBe([1, 2, 3]);
    }

    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task What_is_said_again_stands_once(string database)
    {
        var host = await hosts.EntryApi(database);
        var orderId = await host.PlaceOrder();
        var message = Guid.NewGuid();

        await host.Publish(EntryApiHost.Said(orderId, 1, "ReservingStock"), message);
        await host.Publish(EntryApiHost.Said(orderId, 1, "ReservingStock"), message);
        await host.Publish(EntryApiHost.Said(orderId, 1, "ReservingStock"), Guid.NewGuid());
        await host.Tell(orderId, 2, "AuthorisingPayment");

        await Eventually.Holds(async () => (await host.GetOrder(orderId))["timeline"]!.AsArray().Count == 2);
        (await host.Query(db => db.TimelineEntries.CountAsync(entry => entry.OrderId == orderId))).ShouldBe(2);
    }

    [Fact]
    public async Task All_that_is_said_at_once_is_shown()
    {
        var host = await hosts.EntryApi("Postgres");
        var orderId = await host.PlaceOrder();
        var said = Enumerable.Range(1, 40).Select(i => EntryApiHost.Said(orderId, i, $"State{i}")).ToList();

        await Task.WhenAll(said.Concat(said).Select(message => host.Publish(message)));

        await Eventually.Holds(async () => (await host.GetOrder(orderId))["timeline"]!.AsArray().Count == 40);
        (await host.GetOrder(orderId))["state"]!.ToString().ShouldBe("State40");
    }

    [Fact]
    public async Task An_order_that_another_session_holds_does_not_stop_the_others()
    {
        var host = await hosts.EntryApi("Postgres");
        var held = await host.PlaceOrder();
        Guid[] others = [await host.PlaceOrder(), await host.PlaceOrder()];

        await using (await host.LockOrder(held))
        {
            await Task.WhenAll(
                new[] { others[0], held, others[1] }.Select(order =>
                    host.Publish(EntryApiHost.Said(order, 1, "ReservingStock"))
                )
            );
            await host.Told(others[0], 1);
            await host.Told(others[1], 1);
        }

        await host.Told(held, 1);
    }

    [Fact]
    public async Task A_cause_longer_than_is_kept_does_not_keep_the_state_from_the_client()
    {
        var host = await hosts.EntryApi("Postgres");
        var orderId = await host.PlaceOrder();

        await host.Publish(
            EntryApiHost.Said(orderId, 1, "Rejected") with
            {
                Cause = new string('x', 5000),
                Reason = new string('y', 5000),
            }
        );

        await Eventually.Holds(async () => (await host.GetOrder(orderId))["state"]!.ToString() == "Rejected");
        (await host.GetOrder(orderId))["reason"]!.ToString().ShouldEndWith("…");
    }

    [Theory, InlineData(0), InlineData(1)]
    public async Task A_long_cause_of_characters_beyond_the_first_plane_is_cut_between_two_of_them(int before)
    {
        var host = await hosts.EntryApi("Postgres");
        var orderId = await host.PlaceOrder();
        // As when a client orders what is not there, 50 lines of SKUs that it made of such characters.
        var cause = new string('x', before) + string.Concat(Enumerable.Repeat("\U0001F980", 2000));

        await host.Publish(EntryApiHost.Said(orderId, 1, "Rejected") with { Cause = cause, Reason = cause });

        await Eventually.Holds(async () => (await host.GetOrder(orderId))["state"]!.ToString() == "Rejected");
        (await host.GetOrder(orderId))["reason"]!.ToString().ShouldEndWith("\U0001F980…");
    }

    [Fact]
    public async Task Of_an_order_that_was_not_accepted_here_nothing_is_kept()
    {
        var host = await hosts.EntryApi();
        var stranger = Guid.NewGuid();
        var orderId = await host.PlaceOrder();

        await host.Publish(EntryApiHost.Said(stranger, 1, "ReservingStock"));
        await host.Publish(
            new OrderCancellationRefused
            {
                OrderId = stranger,
                Reason = "Too late.",
                At = DateTimeOffset.UnixEpoch,
            }
        );
        await host.Tell(orderId, 1, "ReservingStock");

        (
            await host.Query(db =>
                db.TimelineEntries.Select(entry => entry.OrderId)
                    .Where(id => id == orderId || id == stranger)
                    .ToListAsync()
            )
        ).ShouldBe([orderId]);
        using var response = await host.Client.GetAsync($"/orders/{stranger}", TestContext.Current.CancellationToken);
        await response.Problem(404);
    }
}

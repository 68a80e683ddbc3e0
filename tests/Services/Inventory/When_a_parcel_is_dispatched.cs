using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Shipping;
using EventDriven.Inventory.Domain;
using EventDriven.ServiceDefaults;
using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace EventDriven.Services.Tests.Inventory;

public sealed class When_a_parcel_is_dispatched(Servers servers, SharedHosts hosts)
    : InventoryStory(servers),
        IClassFixture<SharedHosts>
{
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task What_was_held_leaves_for_good(DatabaseKind database)
    {
        var host = await hosts.Inventory(database);
        await host.Stock("A", onHand: 10);
        await host.Reserve(OrderId, Line("A", 4));

        await host.Send(Dispatched());

        (await host.Row("A")).ShouldSatisfyAllConditions(
            a => a.OnHand.ShouldBe(6),
            a => a.Held.ShouldBe(0),
            a => a.Available.ShouldBe(6)
        );
        (
            await host.Query(db =>
                db.Reservations.SingleAsync(r => r.OrderId == OrderId, TestContext.Current.CancellationToken)
            )
        ).Status.ShouldBe(ReservationStatus.Committed);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task It_has_one_effect_and_one_answer_however_often_it_is_said(DatabaseKind database)
    {
        var host = await hosts.Inventory(database);
        await host.Stock("B", onHand: 10);
        await host.Reserve(OrderId, Line("B", 4));

        await host.Send(Dispatched());
        await host.Send(Dispatched());

        // The same message id: receivers drop the second one.
        (await host.Overheard.About(OrderId, 3))
            .Where(answer => answer.Message is StockCommitted)
            .Select(answer => answer.MessageId)
            .Distinct()
            .ShouldHaveSingleItem()
            .ShouldNotBeNull();
        (await host.Row("B")).OnHand.ShouldBe(6);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_release_afterwards_gives_nothing_back(DatabaseKind database)
    {
        var host = await hosts.Inventory(database);
        await host.Stock("C", onHand: 10);
        await host.Reserve(OrderId, Line("C", 4));
        await host.Send(Dispatched());

        await host.Ask<StockReleased>(new ReleaseStock { OrderId = OrderId }, OrderId, answersSoFar: 2);

        (await host.Row("C")).ShouldSatisfyAllConditions(a => a.OnHand.ShouldBe(6), a => a.Held.ShouldBe(0));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Without_anything_held_it_is_a_fault_and_changes_nothing(DatabaseKind database)
    {
        var host = await hosts.Inventory(database);
        await host.Stock("D", onHand: 10);

        await host.Send(Dispatched());

        host.Log.Warnings.ShouldContain(line =>
            line.Contains($"Order {OrderId} was dispatched, and nothing is held for it", StringComparison.Ordinal)
        );
        (
            await host.Query(db =>
                db.Steps.AnyAsync(step => step.OrderId == OrderId, TestContext.Current.CancellationToken)
            )
        ).ShouldBeFalse();
    }

    private ShipmentDispatched Dispatched() => new() { OrderId = OrderId, TrackingNumber = "TRACK-1" };
}

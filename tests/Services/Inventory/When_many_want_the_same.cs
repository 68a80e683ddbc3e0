using EventDriven.Contracts;
using EventDriven.Contracts.Inventory;
using EventDriven.Inventory.Domain;
using EventDriven.ServiceDefaults;
using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace EventDriven.Services.Tests.Inventory;

public sealed class When_many_want_the_same(Servers servers) : InventoryStory(servers)
{
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Of_200_parallel_orders_for_one_of_50_pieces_exactly_50_hold_one(DatabaseKind database)
    {
        await using var host = await Start(database);
        await host.Stock("LAST", onHand: 50);
        var orders = Enumerable.Range(0, 200).Select(_ => Guid.NewGuid()).ToList();

        await Task.WhenAll(orders.Select(order => host.Reserve(order, Line("LAST", 1))));

        var answers = await Task.WhenAll(orders.Select(order => host.Overheard.About(order, 1)));
        answers.Count(answer => answer.Single().Message is StockReserved).ShouldBe(50);
        answers.Count(answer => answer.Single().Message is StockShort).ShouldBe(150);
        (await host.Row("LAST")).ShouldSatisfyAllConditions(
            last => last.Held.ShouldBe(50),
            last => last.Available.ShouldBe(0)
        );
        (
            await host.Query(db =>
                db.Reservations.CountAsync(
                    r => r.Status == ReservationStatus.Held,
                    TestContext.Current.CancellationToken
                )
            )
        ).ShouldBe(50);
        host.Log.Warnings.ShouldBeEmpty("to wait for a turn is not to fail and try again");
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Orders_that_name_the_same_products_in_other_orders_do_not_block_each_other(DatabaseKind database)
    {
        await using var host = await Start(database);
        string[] skus = ["P", "Q", "R", "S", "T", "U"];
        foreach (var sku in skus)
            await host.Stock(sku, onHand: 1_000);
        var random = new Random(2026);
        var orders = Enumerable
            .Range(0, 150)
            .ToDictionary(
                _ => Guid.NewGuid(),
                _ =>
                {
                    random.Shuffle(skus);
                    return skus.Select(sku => Line(sku, 1)).ToArray();
                }
            );

        await Task.WhenAll(orders.Select(order => host.Reserve(order.Key, order.Value)));
        foreach (var sku in skus)
            (await host.Row(sku)).Held.ShouldBe(150);

        await Task.WhenAll(orders.Keys.Select(order => host.Send(new ReleaseStock { OrderId = order })));
        foreach (var sku in skus)
            (await host.Row(sku)).ShouldSatisfyAllConditions(
                product => product.Held.ShouldBe(0),
                product => product.OnHand.ShouldBe(1_000)
            );

        host.Log.Warnings.ShouldBeEmpty("a deadlock is broken and tried again: it shows as a warning alone");
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task What_is_held_is_the_sum_of_the_open_reservations(DatabaseKind database)
    {
        await using var host = await Start(database);
        await host.Stock("X", onHand: 500);
        await host.Stock("Y", onHand: 20);
        var orders = Enumerable.Range(0, 60).Select(_ => Guid.NewGuid()).ToList();

        // All at once: reservations of which some are short, releases that overtake some, dispatches of what was held
        // before.
        await Task.WhenAll(orders[..20].Select(order => host.Reserve(order, Line("X", 2))));
        await Task.WhenAll(
            Task.WhenAll(orders[20..].Select(order => host.Reserve(order, Line("Y", 1), Line("X", 1)))),
            Task.WhenAll(orders[30..].Select(order => host.Send(new ReleaseStock { OrderId = order }))),
            Task.WhenAll(
                orders[..10]
                    .Select(order =>
                        host.Send(new Contracts.Shipping.ShipmentDispatched { OrderId = order, TrackingNumber = "T" })
                    )
            )
        );

        var lines = await host.Query(db =>
            db.Set<ReservationLine>()
                .Join(
                    db.Reservations,
                    line => line.OrderId,
                    reservation => reservation.OrderId,
                    (line, reservation) =>
                        new
                        {
                            line.Sku,
                            line.Quantity,
                            reservation.Status,
                        }
                )
                .ToListAsync(TestContext.Current.CancellationToken)
        );
        foreach (var (sku, delivered) in new[] { ("X", 500), ("Y", 20) })
        {
            var product = await host.Row(sku);
            product.Held.ShouldBe(
                lines.Where(line => line.Sku == sku && line.Status == ReservationStatus.Held).Sum(line => line.Quantity)
            );
            product.OnHand.ShouldBe(
                delivered
                    - lines
                        .Where(line => line.Sku == sku && line.Status == ReservationStatus.Committed)
                        .Sum(line => line.Quantity)
            );
        }

        lines.Where(line => line.Status == ReservationStatus.Committed).Sum(line => line.Quantity).ShouldBe(20);
        host.Log.Warnings.ShouldBeEmpty();
    }
}

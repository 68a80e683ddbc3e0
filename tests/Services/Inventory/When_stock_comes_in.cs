using EventDriven.Contracts.Inventory;
using EventDriven.Inventory.Domain;
using EventDriven.ServiceDefaults;
using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace EventDriven.Services.Tests.Inventory;

public sealed class When_stock_comes_in(Servers servers, SharedHosts hosts)
    : InventoryStory(servers),
        IClassFixture<SharedHosts>
{
    private readonly Guid _delivery = Guid.NewGuid();

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task It_is_added_and_the_new_stock_answered(DatabaseKind database)
    {
        var host = await hosts.Inventory(database);
        await host.Stock("A", onHand: 10);
        await host.Reserve(OrderId, Line("A", 4));

        var restocked = (await host.Restock(_delivery, "A", 5)).ShouldBeOfType<ProductRestocked>();

        restocked.RestockId.ShouldBe(_delivery);
        restocked.Product.ShouldBe((await host.GetProducts()).Single(product => product.Sku == "A"));
        restocked.Product.Available.ShouldBe(11);
        (await host.Row("A")).ShouldSatisfyAllConditions(
            product => product.OnHand.ShouldBe(15),
            product => product.Held.ShouldBe(4)
        );
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task What_was_short_can_be_reserved(DatabaseKind database)
    {
        await using var host = await Start(database);
        await host.Ask<StockShort>(
            new ReserveStock { OrderId = OrderId, Lines = [Line(SeedProducts.OutOfStock, 1)] },
            OrderId
        );

        await host.Restock(_delivery, SeedProducts.OutOfStock, 1);

        var next = Guid.NewGuid();
        await host.Ask<StockReserved>(
            new ReserveStock { OrderId = next, Lines = [Line(SeedProducts.OutOfStock, 1)] },
            next
        );
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Told_again_it_is_answered_the_same_and_not_added_again(DatabaseKind database)
    {
        await using var host = await Start(database);
        await host.Stock("A", onHand: 10);
        var first = await host.Restock(_delivery, "A", 5);
        await host.Reserve(OrderId, Line("A", 3));
        await host.Restart();

        var second = await host.Restock(_delivery, "A", 5);

        second.ShouldBeEquivalentTo(first, "the answer is to the delivery, not to the stock of the moment");
        (await host.Row("A")).OnHand.ShouldBe(15);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Told_many_times_at_the_same_instant_it_is_added_once(DatabaseKind database)
    {
        await using var host = await Start(database);
        await host.Stock("A", onHand: 10);

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => host.Restock(_delivery, "A", 5)));

        answers.Distinct().ShouldHaveSingleItem().ShouldBeOfType<ProductRestocked>();
        (await host.Row("A")).OnHand.ShouldBe(15);
        host.Log.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_same_id_with_other_content_is_refused(DatabaseKind database)
    {
        var host = await hosts.Inventory(database);
        await host.Stock("B", onHand: 10);
        await host.Stock("C", onHand: 10);
        await host.Restock(_delivery, "B", 5);

        foreach (var (sku, quantity) in new[] { ("B", 6), ("C", 5) })
        {
            (await host.Restock(_delivery, sku, quantity)).ShouldBe(
                new RestockRefused
                {
                    RestockId = _delivery,
                    Reason = "Under this id 5 of B were added before.",
                    AddedBefore = 5,
                }
            );
        }

        (await host.Row("B")).OnHand.ShouldBe(15);
        (await host.Row("C")).OnHand.ShouldBe(10);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Of_other_contents_at_the_same_instant_one_is_added_and_the_others_are_refused(
        DatabaseKind database
    )
    {
        var host = await hosts.Inventory(database);
        string[] skus = ["D", "E", "F", "G"];
        foreach (var sku in skus)
            await host.Stock(sku, onHand: 10);

        var answers = await Task.WhenAll(skus.Select(sku => host.Restock(_delivery, sku, 5)));

        var added = answers.OfType<ProductRestocked>().ShouldHaveSingleItem();
        answers.OfType<RestockRefused>().Count().ShouldBe(3);
        foreach (var sku in skus)
            (await host.Row(sku)).OnHand.ShouldBe(sku == added.Product.Sku ? 15 : 10);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Of_an_unknown_product_nothing_is_kept(DatabaseKind database)
    {
        var host = await hosts.Inventory(database);
        var longerThanAnySku = new string('x', 500);

        foreach (var sku in new[] { "NOWHERE", "nowhere", longerThanAnySku })
            (await host.Restock(_delivery, sku, 5)).ShouldBe(new ProductUnknown { RestockId = _delivery, Sku = sku });

        await host.Stock("NOWHERE", onHand: 0);
        (await host.Restock(_delivery, "NOWHERE", 5)).ShouldBeOfType<ProductRestocked>(
            "it was refused, and refused is not done"
        );
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task More_than_can_be_counted_is_refused(DatabaseKind database)
    {
        var host = await hosts.Inventory(database);
        await host.Stock("H", onHand: int.MaxValue - 10);

        (await host.Restock(_delivery, "H", 11))
            .ShouldBeOfType<RestockRefused>()
            .ShouldSatisfyAllConditions(
                refused => refused.Reason.ShouldContain("cannot be counted"),
                refused => refused.AddedBefore.ShouldBeNull()
            );
        (await host.Restock(_delivery, "H", 10)).ShouldBeOfType<ProductRestocked>();
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Orders_that_race_with_it_lose_no_piece(DatabaseKind database)
    {
        await using var host = await Start(database);
        string[] skus = ["P", "Q", "R"];
        foreach (var sku in skus)
            await host.Stock(sku, onHand: 20);
        var orders = Enumerable.Range(0, 60).Select(_ => Guid.NewGuid()).ToList();

        // 60 orders for one of each, in all arrangements, while 20 more of each come in, each delivery told twice.
        await Task.WhenAll(
            Task.WhenAll(
                orders.Select((order, i) => host.Reserve(order, [.. skus.Select((_, j) => Line(skus[(i + j) % 3], 1))]))
            ),
            Task.WhenAll(
                orders.Select(
                    (delivery, i) =>
                        Task.WhenAll(host.Restock(delivery, skus[i % 3], 1), host.Restock(delivery, skus[i % 3], 1))
                )
            )
        );

        var reserved = await host.Query(db => db.Reservations.CountAsync(TestContext.Current.CancellationToken));
        reserved.ShouldBeInRange(20, 40);
        foreach (var sku in skus)
            (await host.Row(sku)).ShouldSatisfyAllConditions(
                product => product.OnHand.ShouldBe(40),
                product => product.Held.ShouldBe(reserved)
            );
        host.Log.Warnings.ShouldBeEmpty("a deadlock is broken and tried again: it shows as a warning alone");
    }
}

using EventDriven.Contracts;
using EventDriven.Contracts.Inventory;
using EventDriven.ServiceDefaults;
using EventDriven.TestServers;
using Shouldly;
using Xunit;

namespace EventDriven.Services.Tests.Inventory;

public sealed class When_stock_is_reserved(Servers servers, SharedHosts hosts)
    : InventoryStory(servers),
        IClassFixture<SharedHosts>
{
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Every_line_is_held(DatabaseKind database)
    {
        await using var host = await Start(database);
        await host.Stock("A", onHand: 10);
        await host.Stock("B", onHand: 5);

        await host.Reserve(OrderId, Line("A", 3), Line("B", 5));

        (await host.Row("A")).ShouldSatisfyAllConditions(
            a => a.Held.ShouldBe(3),
            a => a.Available.ShouldBe(7),
            a => a.OnHand.ShouldBe(10)
        );
        (await host.Row("B")).ShouldSatisfyAllConditions(
            b => b.Held.ShouldBe(5),
            b => b.Available.ShouldBe(0),
            b => b.OnHand.ShouldBe(5)
        );
        host.Log.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_answer_has_the_prices_of_the_catalogue(DatabaseKind database)
    {
        var host = await hosts.Inventory(database);
        await host.Stock("A", onHand: 10, price: 29.90m);
        await host.Stock("B", onHand: 10, price: 0.05m);

        var reserved = await host.Ask<StockReserved>(
            new ReserveStock { OrderId = OrderId, Lines = [Line("B", 1), Line("A", 2)] },
            OrderId
        );

        reserved.Total.ShouldBe(new Money { Amount = 59.85m, Currency = "EUR" });
        reserved.Lines.ShouldBe([
            new PricedLine
            {
                Sku = "B",
                Quantity = 1,
                UnitPrice = new Money { Amount = 0.05m, Currency = "EUR" },
            },
            new PricedLine
            {
                Sku = "A",
                Quantity = 2,
                UnitPrice = new Money { Amount = 29.90m, Currency = "EUR" },
            },
        ]);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_sku_that_comes_twice_is_added_up(DatabaseKind database)
    {
        var host = await hosts.Inventory(database);
        await host.Stock("C", onHand: 5);

        var isShort = await host.Ask<StockShort>(
            new ReserveStock { OrderId = OrderId, Lines = [Line("C", 3), Line("C", 3)] },
            OrderId
        );

        isShort.Lines.ShouldBe([
            new ShortLine
            {
                Sku = "C",
                Requested = 6,
                Available = 5,
            },
        ]);
        (await host.Row("C")).Held.ShouldBe(0);
    }
}

using EventDriven.Contracts.Inventory;
using EventDriven.ServiceDefaults;
using EventDriven.TestServers;
using Shouldly;
using Xunit;

namespace EventDriven.Services.Tests.Inventory;

public sealed class When_stock_is_short(Servers servers, SharedHosts hosts)
    : InventoryStory(servers),
        IClassFixture<SharedHosts>
{
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Nothing_is_held_and_each_short_line_is_named(DatabaseKind database)
    {
        var host = await hosts.Inventory(database);
        await host.Stock("ENOUGH", onHand: 100);
        await host.Stock("FEW", onHand: 2);

        var isShort = await host.Ask<StockShort>(
            new ReserveStock { OrderId = OrderId, Lines = [Line("ENOUGH", 1), Line("FEW", 3), Line("UNKNOWN", 1)] },
            OrderId
        );

        isShort.Lines.ShouldBe([
            new ShortLine
            {
                Sku = "FEW",
                Requested = 3,
                Available = 2,
            },
            new ShortLine
            {
                Sku = "UNKNOWN",
                Requested = 1,
                Available = 0,
            },
        ]);
        isShort.Reason.ShouldBe("There is no product UNKNOWN. Not enough in stock: 3 of FEW wanted, 2 available.");
        (await host.Row("ENOUGH")).Held.ShouldBe(0, "all lines are held or none");
        (await host.Row("FEW")).Held.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task All_unknown_products_are_named_as_such(DatabaseKind database)
    {
        var host = await hosts.Inventory(database);
        await host.Stock("PLENTY", onHand: 100);

        var isShort = await host.Ask<StockShort>(
            new ReserveStock
            {
                OrderId = OrderId,
                Lines = [Line("NO-SUCH-MUG", 2), Line("PLENTY", 1), Line("NO-SUCH-TEA", 1)],
            },
            OrderId
        );

        isShort.Reason.ShouldBe("There is no product NO-SUCH-MUG, NO-SUCH-TEA.");
        isShort.Lines.ShouldAllBe(line => line.Available == 0);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_answer_stays_although_stock_has_come_since(DatabaseKind database)
    {
        var host = await hosts.Inventory(database);
        var order = new ReserveStock { OrderId = OrderId, Lines = [Line("LATE", 1)] };
        var first = await host.Ask<StockShort>(order, OrderId);
        await host.Stock("LATE", onHand: 10);

        var second = await host.Ask<StockShort>(order, OrderId, answersSoFar: 1);

        second.ShouldBeEquivalentTo(first, "the saga has rejected the order: nothing may be held for it now");
        (await host.Row("LATE")).Held.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Lines_in_two_currencies_are_refused_together(DatabaseKind database)
    {
        var host = await hosts.Inventory(database);
        await host.Stock("EURO", onHand: 10);
        await host.Stock("DOLLAR", onHand: 10, currency: "USD");

        var isShort = await host.Ask<StockShort>(
            new ReserveStock { OrderId = OrderId, Lines = [Line("EURO", 1), Line("DOLLAR", 2)] },
            OrderId
        );

        isShort.Lines.ShouldBe([
            new ShortLine
            {
                Sku = "DOLLAR",
                Requested = 2,
                Available = 0,
            },
        ]);
        isShort.Reason.ShouldContain("currency");
        (await host.Row("EURO")).Held.ShouldBe(0);
    }
}

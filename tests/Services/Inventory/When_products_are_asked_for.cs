using EventDriven.Contracts.Inventory;
using EventDriven.Inventory.Domain;
using EventDriven.ServiceDefaults;
using EventDriven.TestServers;
using Shouldly;
using Xunit;

namespace EventDriven.Services.Tests.Inventory;

public sealed class When_products_are_asked_for(Servers servers) : InventoryStory(servers)
{
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_catalogue_is_answered_in_the_order_of_the_skus(DatabaseKind database)
    {
        await using var host = await Start(database);

        var products = await host.GetProducts();

        products.Count.ShouldBeGreaterThanOrEqualTo(12);
        products.Select(product => product.Sku).ShouldBeInOrder(SortDirection.Ascending, StringComparer.Ordinal);
        products.ShouldAllBe(product =>
            product.Price.Currency == "EUR" && product.Price.Amount > 0 && product.Name.Length > 0
        );
        products.Single(product => product.Sku == SeedProducts.OutOfStock).Available.ShouldBe(0);
        products.Single(product => product.Sku == SeedProducts.Scarce).Available.ShouldBe(50);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task What_is_held_is_not_available(DatabaseKind database)
    {
        await using var host = await Start(database);
        await host.Stock("A", onHand: 10);
        await host.Reserve(OrderId, Line("A", 4));

        (await host.GetProducts()).Single(product => product.Sku == "A").Available.ShouldBe(6);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_restart_adds_no_stock(DatabaseKind database)
    {
        await using var host = await Start(database);
        await host.Ask<StockReserved>(
            new ReserveStock { OrderId = OrderId, Lines = [Line(SeedProducts.Scarce, 20)] },
            OrderId
        );
        var before = await host.GetProducts();

        await host.Restart();

        (await host.GetProducts()).ShouldBe(before);
        before.Single(product => product.Sku == SeedProducts.Scarce).Available.ShouldBe(30);
    }
}

using EventDriven.Conformance.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Conformance.Tests;

public sealed class When_instances_are_looked_for(Servers servers)
{
    [Theory, EachCombination]
    public async Task A_message_reaches_all_that_its_expression_finds(Database database, ConcurrencyMode mode)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup => setup.WithOrders(mode).Retries = 50);
        await shop.StartedOrder("A-1");
        await shop.StartedOrder("A-1");
        var other = await shop.StartedOrder("A-2");

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => shop.Publish(new ChangeOrdersOfNumber("A-1"))));

        await shop.Until(
            db => db.Orders.Where(o => o.Number == "A-1").AllAsync(o => o.Changes == 3),
            "both orders of that number get each change"
        );
        (await shop.Read(db => db.Orders.SingleAsync(o => o.CorrelationId == other))).Changes.ShouldBe(0);
    }

    [Theory, EachCombination]
    public async Task A_message_that_finds_none_does_nothing_and_is_no_fault(Database database, ConcurrencyMode mode)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup =>
            setup.WithOrders(mode).Observe<Fault<ChangeOrdersOfNumber>>()
        );
        await shop.StartedOrder("A-1");

        await shop.Publish(new ChangeOrdersOfNumber("A-9"));
        await shop.Publish(new ChangeOrdersOfNumber("A-1"));

        await shop.Until(db => db.Orders.AnyAsync(o => o.Changes == 1), "a later message is handled");
        shop.Seen.All<Fault<ChangeOrdersOfNumber>>().ShouldBeEmpty();
        (await shop.Read(db => db.Orders.CountAsync())).ShouldBe(1);
    }

    [Theory, EachCombination]
    public async Task The_repositories_find_and_load_them(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup => setup.WithOrders());
        var (one, other) = (await shop.StartedOrder("A-7"), await shop.StartedOrder("A-7"));
        await shop.StartedOrder("A-8");

        var query = shop.Services.GetRequiredService<IQuerySagaRepository<Order>>();
        var load = shop.Services.GetRequiredService<ILoadSagaRepository<Order>>();

        (
            await query.Find(new SagaQuery<Order>(order => order.Number == "A-7" && order.CurrentState == "Open"))
        ).ShouldBe([one, other], ignoreOrder: true);
        (await query.Find(new SagaQuery<Order>(order => order.Number == "A-9"))).ShouldBeEmpty();
        (await load.Load(one)).Number.ShouldBe("A-7");
        (await load.Load(Guid.NewGuid())).ShouldBeNull();
    }

    [Theory, EachCombination]
    public async Task What_belongs_to_one_comes_with_it_when_the_query_says_so(Database database, ConcurrencyMode mode)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup =>
            setup.WithOrders(mode, repository =>
                repository.CustomizeQuery(orders => orders.Include(order => order.Entries))
            )
        );
        var order = await shop.StartedOrder();

        (await View(shop, order)).Entries.ShouldBe(1, "the entry of the start is loaded");
    }

    [Theory, EachCombination]
    public async Task An_event_that_only_reads_stores_nothing(Database database, ConcurrencyMode mode)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup => setup.WithOrders(mode));
        var order = await shop.StartedOrder();

        (await View(shop, order)).Changes.ShouldBe(1, "the handler itself saw its change");
        (await View(shop, order)).Changes.ShouldBe(1, "it was not stored");
        (await shop.Read(db => db.Orders.SingleAsync())).Changes.ShouldBe(0);
    }

    private static async Task<OrderView> View(TestApplication shop, Guid order)
    {
        var answer = await shop
            .Bus.CreateRequestClient<LookAtOrder>()
            .GetResponse<OrderView>(new LookAtOrder(order), TestContext.Current.CancellationToken);
        return answer.Message;
    }
}

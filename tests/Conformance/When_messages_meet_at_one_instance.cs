using EventDriven.Conformance.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Conformance.Tests;

public sealed class When_messages_meet_at_one_instance(Servers servers)
{
    private const int Many = 8;

    [Theory, EachCombination]
    public async Task All_take_effect_behind_the_outbox(Database database, ConcurrencyMode mode)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup => setup.WithOrders(mode).Retries = 100);
        var order = await shop.StartedOrder();

        await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => shop.Publish(new ChangeOrder(order))));

        await shop.Until(
            db => db.Orders.AnyAsync(o => o.CorrelationId == order && o.Changes == Many),
            "each change is counted"
        );
        (await shop.Read(db => db.Set<OrderEntry>().CountAsync())).ShouldBe(Many + 1);
        await shop.Until(() => shop.Seen.All<OrderChanged>().Count == Many, "each change is announced");
        shop.Seen.All<OrderChanged>()
            .Select(changed => changed.Change)
            .ShouldBe(Enumerable.Range(1, Many), ignoreOrder: true);
    }

    [Theory, EachCombination]
    public async Task All_take_effect_without_an_outbox(Database database, ConcurrencyMode mode)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup =>
        {
            setup.WithOrders(mode);
            setup.Retries = 100;
            setup.Endpoint = (_, _, _) => { };
        });
        var order = await shop.StartedOrder();

        await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => shop.Publish(new ChangeOrder(order))));

        await shop.Until(
            db => db.Orders.AnyAsync(o => o.CorrelationId == order && o.Changes == Many),
            "the repository's own transactions lose nothing"
        );
        (await shop.Read(db => db.Set<OrderEntry>().CountAsync())).ShouldBe(Many + 1);
    }

    [Theory, EachCombination]
    public async Task All_take_effect_without_a_transaction(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup =>
        {
            setup.WithOrders(configure: repository => repository.SetOptimisticConcurrency(useTransaction: false));
            setup.Retries = 100;
            setup.Endpoint = (_, _, _) => { };
        });
        var order = await shop.StartedOrder();
        var transactions = 0;
        shop.Script.Change = context =>
        {
            if (context.GetServiceOrCreateInstance<ShopDbContext>().Database.CurrentTransaction is not null)
                Interlocked.Increment(ref transactions);
            return Task.CompletedTask;
        };

        await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => shop.Publish(new ChangeOrder(order))));

        await shop.Until(
            db => db.Orders.AnyAsync(o => o.CorrelationId == order && o.Changes == Many),
            "the concurrency token lets no change be lost"
        );
        transactions.ShouldBe(0);
    }

    [Theory, EachCombination]
    public async Task Starts_make_one_instance(Database database, ConcurrencyMode mode)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup => setup.WithOrders(mode).Retries = 100);
        var order = Guid.NewGuid();

        await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => shop.Publish(new StartOrder(order))));

        await shop.Until(
            db => db.Orders.AnyAsync(o => o.CorrelationId == order && o.Starts == Many),
            "all starts are counted in one saga"
        );
        await shop.Sees<OrderStarted>(started => started.OrderId == order, "the order is announced");
        shop.Seen.All<OrderStarted>().Count.ShouldBe(1, "only the first start begins the order");
    }

    [Theory, EachCombination]
    public async Task Starts_make_one_instance_when_it_is_inserted_first(Database database, ConcurrencyMode mode)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup =>
        {
            setup.WithOrders(mode).Retries = 100;
            setup.Script.InsertsOnInitial = true;
        });
        var order = Guid.NewGuid();

        await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => shop.Publish(new StartOrder(order))));

        await shop.Until(
            db => db.Orders.AnyAsync(o => o.CorrelationId == order && o.Starts == Many),
            "who does not insert it finds it"
        );
        (await shop.Read(db => db.Set<OrderEntry>().CountAsync())).ShouldBe(Many);
        await shop.Sees<OrderStarted>(started => started.OrderId == order, "the order is announced");
        shop.Seen.All<OrderStarted>().Count.ShouldBe(1);
    }

    [Theory, EachCombination]
    public async Task A_lost_conflict_faults_as_the_databases_own_exception(Database database, ConcurrencyMode mode)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup => setup.WithOrders(mode).Retries = 0);
        var order = await shop.StartedOrder();
        shop.Script.Change = ChangedElsewhere;

        await shop.Publish(new ChangeOrder(order));

        var fault = await shop.Sees<Fault<ChangeOrder>>(
            fault => fault.Message.OrderId == order,
            "the conflict is the message's fault"
        );
        Chain(fault.Message.Exceptions.ShouldHaveSingleItem())
            .ShouldContain(typeof(DbUpdateConcurrencyException).FullName);
        (await shop.Read(db => db.Orders.SingleAsync())).Changes.ShouldBe(0);
        shop.Seen.All<OrderChanged>().ShouldBeEmpty();
    }

    [Theory, EachCombination]
    public async Task A_lost_conflict_is_tried_again_on_what_is_stored_by_then(Database database, ConcurrencyMode mode)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup => setup.WithOrders(mode));
        var order = await shop.StartedOrder();
        var tries = 0;
        shop.Script.Change = context => ++tries == 1 ? ChangedElsewhere(context) : Task.CompletedTask;

        await shop.Publish(new ChangeOrder(order));

        await shop.Sees<OrderChanged>(changed => changed.OrderId == order, "the second try succeeds");
        tries.ShouldBe(2);
        shop.Seen.All<OrderChanged>().ShouldHaveSingleItem().Change.ShouldBe(1);
        (await shop.Read(db => db.Orders.SingleAsync())).Changes.ShouldBe(1);
    }

    /// <summary>
    /// The token is another than the one that was loaded, as when somebody else had saved the instance meanwhile.
    /// </summary>
    private static Task<int> ChangedElsewhere(BehaviorContext<Order, ChangeOrder> context) =>
        context
            .GetServiceOrCreateInstance<ShopDbContext>()
            .Database.ExecuteSqlAsync(
                $"""
                UPDATE "Orders" SET "Version" = "Version" + 7 WHERE "CorrelationId" = {context.Saga.CorrelationId}
                """
            );

    private static IEnumerable<string> Chain(ExceptionInfo? exception)
    {
        for (; exception != null; exception = exception.InnerException)
            yield return exception.ExceptionType;
    }
}

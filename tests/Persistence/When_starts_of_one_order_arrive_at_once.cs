using EventDriven.Persistence.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Persistence.Tests;

public sealed class When_starts_of_one_order_arrive_at_once(Servers servers)
{
    private const int Many = 50;

    [Theory, EachCombination]
    public async Task They_make_one_saga_and_each_is_counted(Database database, ConcurrencyMode mode)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await TestProcess.Start(store, settings => settings.WithOrders(mode).Retries = 200);
        var order = Guid.NewGuid();

        await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => process.Publish(new StartOrder(order))));

        await process.Until(
            db => db.Orders.AnyAsync(o => o.CorrelationId == order && o.Starts == Many),
            "all starts are counted in one saga"
        );
        (
            await process.Read(db =>
                db.Set<OrderEntry>().OrderBy(e => e.Sequence).Select(e => e.Sequence).ToListAsync()
            )
        ).ShouldBe(Enumerable.Range(1, Many));
        await process.Until(() => process.Inbound.All<OrderStarted>().Count >= 1, "the order is announced");
        process.Inbound.All<OrderStarted>().Count.ShouldBe(1, "only the first start begins the order");
    }

    [Theory, EachCombination]
    public async Task One_start_delivered_many_times_is_counted_once(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await TestProcess.Start(store, settings => settings.WithOrders());
        var order = Guid.NewGuid();
        var messageId = Guid.NewGuid();

        await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => process.Publish(new StartOrder(order), messageId)));
        await process.Publish(new ChangeOrder(order));

        await process.Until(
            db => db.Orders.AnyAsync(o => o.CorrelationId == order && o.Changes == 1),
            "the order goes on"
        );
        (await process.Read(db => db.Orders.SingleAsync())).Starts.ShouldBe(1);
        process.Inbound.All<OrderStarted>().Count.ShouldBe(1);
    }

    [Theory, EachCombination]
    public async Task They_make_one_saga_when_the_instance_is_inserted_first(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await TestProcess.Start(store, settings =>
        {
            settings.WithOrders();
            settings.InsertsOnInitial = true;
            settings.Retries = 0;
        });
        var order = Guid.NewGuid();

        await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => process.Publish(new StartOrder(order))));

        await process.Until(
            db => db.Orders.AnyAsync(o => o.CorrelationId == order && o.Starts == Many),
            "the losers find the instance, without any retry"
        );
        (await process.Read(db => db.Set<OrderEntry>().CountAsync())).ShouldBe(Many);
    }

    [Theory, EachCombination]
    public async Task They_make_one_saga_without_an_outbox(Database database, ConcurrencyMode mode)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await TestProcess.Start(store, settings =>
        {
            settings.WithOrders(mode);
            settings.HasOutbox = false;
            settings.Retries = 200;
        });
        var order = Guid.NewGuid();

        await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => process.Publish(new StartOrder(order))));

        await process.Until(
            db => db.Orders.AnyAsync(o => o.CorrelationId == order && o.Starts == Many),
            "the repository's own transactions lose nothing"
        );
        (await process.Read(db => db.Set<OrderEntry>().CountAsync())).ShouldBe(Many);
        (await process.Read(db => db.Inbox.CountAsync())).ShouldBe(0);
    }
}

using EventDriven.Persistence.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Persistence.Tests;

public sealed class When_an_order_is_under_way(Servers servers)
{
    private const int Many = 50;

    [Theory, OnEachDatabaseAndMode]
    public async Task Concurrent_changes_lose_nothing(Database database, ConcurrencyMode mode)
    {
        await using var store = await Store.Create(servers, database);
        // Who holds the row loses to nobody: the pessimistic mode must do without any retry.
        await using var process = await TestProcess.Start(store, settings => settings.WithOrders(mode).Retries = mode == ConcurrencyMode.Optimistic ? 200 : 0);
        var order = await Started(process);

        await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => process.Publish(new ChangeOrder(order))));

        await process.Until(db => db.Orders.AnyAsync(o => o.Changes == Many), "each change is counted");
        (await process.Read(db => db.Set<OrderEntry>().CountAsync())).ShouldBe(Many + 1);
        await process.Until(() => process.Inbound.All<OrderChanged>().Count == Many, "each change is announced");
        process.Inbound.All<OrderChanged>().Select(changed => changed.Change).ShouldBe(Enumerable.Range(1, Many), ignoreOrder: true);
    }

    [Theory, OnEachDatabaseAndMode]
    public async Task A_change_finds_it_by_an_expression(Database database, ConcurrencyMode mode)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await TestProcess.Start(store, settings => settings.WithOrders(mode).Retries = 200);
        await Started(process, "A-1");
        await Started(process, "A-1");
        await Started(process, "A-2");

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => process.Publish(new ChangeOrderByNumber("A-1"))));

        await process.Until(db => db.Orders.Where(o => o.Number == "A-1").AllAsync(o => o.Changes == 10), "both orders of that number get each change");
        (await process.Read(db => db.Orders.SingleAsync(o => o.Number == "A-2"))).Changes.ShouldBe(0);
    }

    [Theory, OnEachDatabase]
    public async Task A_final_order_is_deleted(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await TestProcess.Start(store, settings => settings.WithOrders());
        var order = await Started(process);

        await process.Publish(new FinishOrder(order));

        await process.Until(db => db.Orders.AllAsync(o => o.CorrelationId != order), "the instance is gone");
    }

    [Theory, OnEachDatabase]
    public async Task A_read_only_event_changes_nothing(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await TestProcess.Start(store, settings => settings.WithOrders());
        var order = await Started(process);

        var client = process.Bus.CreateRequestClient<LookAtOrder>();
        var answer = await client.GetResponse<OrderView>(new LookAtOrder(order), TestContext.Current.CancellationToken);

        answer.Message.Changes.ShouldBe(1, "the handler itself saw its change");
        var stored = await process.Read(db => db.Orders.Include(o => o.Entries).SingleAsync());
        stored.Changes.ShouldBe(0);
        stored.Entries.Count.ShouldBe(1);
    }

    [Theory, OnEachDatabaseAndMode]
    public async Task What_belongs_to_it_comes_with_it_when_the_query_says_so(Database database, ConcurrencyMode mode)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await TestProcess.Start(store, settings =>
            settings.WithOrders(mode, repository => repository.CustomizeQuery(orders => orders.Include(order => order.Entries))));
        var order = await Started(process);

        var client = process.Bus.CreateRequestClient<LookAtOrder>();
        var answer = await client.GetResponse<OrderView>(new LookAtOrder(order), TestContext.Current.CancellationToken);

        answer.Message.Entries.ShouldBe(2, "the entry of the start was loaded, and the look added one");
        (await process.Read(db => db.Set<OrderEntry>().CountAsync())).ShouldBe(1, "looking stores nothing");
    }

    [Theory, OnEachDatabase]
    public async Task It_is_loaded_by_its_id_outside_a_message(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await TestProcess.Start(store, settings => settings.WithOrders());
        var order = await Started(process, "A-7");

        var loaded = await process.Services.GetRequiredService<ILoadSagaRepository<Order>>().Load(order);
        var found = await process.Services.GetRequiredService<IQuerySagaRepository<Order>>().Find(new SagaQuery<Order>(o => o.Number == "A-7"));

        loaded.Number.ShouldBe("A-7");
        found.ShouldBe([order]);
    }

    [Theory, OnEachDatabase]
    public async Task Another_saga_lives_in_the_same_context(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await TestProcess.Start(store, settings => settings.WithOrders().AddToBus += bus =>
            bus.AddSagaStateMachine<ParcelStateMachine, Parcel>()
                .EntityFrameworkRepository(repository => repository.ExistingDbContext<OrdersDbContext>())
                .Endpoint(e => e.Name = "parcels"));

        var order = await Started(process);

        await process.Until(db => db.Parcels.AnyAsync(p => p.CorrelationId == order && p.CurrentState == "Packed"), "the parcel's saga follows the order's");
        (await process.Read(db => db.Inbox.CountAsync())).ShouldBe(2);
    }

    [Theory, OnEachDatabase]
    public async Task Sagas_added_by_type_are_kept_in_the_database(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await TestProcess.Start(store, settings => settings.WithOrders().AddToBus += bus =>
        {
            bus.SetEntityFrameworkSagaRepositoryProvider(repository => repository.ExistingDbContext<OrdersDbContext>());
            bus.AddSagaStateMachine(typeof(ParcelStateMachine));
        });

        var order = await Started(process);

        await process.Until(db => db.Parcels.AnyAsync(p => p.CorrelationId == order), "the parcel is stored");
    }

    private static async Task<Guid> Started(TestProcess process, string? number = null)
    {
        var order = Guid.NewGuid();
        await process.Publish(new StartOrder(order, number));
        await process.Until(db => db.Orders.AnyAsync(o => o.CorrelationId == order), "the order is started");
        return order;
    }
}

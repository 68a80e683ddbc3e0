using EventDriven.Conformance.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Database = EventDriven.Conformance.Tests.Application.Database;

namespace EventDriven.Conformance.Tests;

public sealed class When_the_context_is_registered(Servers servers)
{
    [Theory, EachCombination]
    public async Task By_the_repository(Database database, ConcurrencyMode mode)
    {
        await using var store = await Store.Create(servers, database);
        await store.CreateTables<ShopDbContext>();
        await using var shop = await TestApplication.Start(store, setup =>
        {
            setup.WithOrders(mode, repository =>
                repository.AddDbContext<DbContext, ShopDbContext>((_, options) => store.Use(options))
            );
            setup.Endpoint = (_, _, _) => { };
        });

        await AnOrderIsChanged(shop);
    }

    [Theory, EachCombination]
    public async Task By_the_repository_for_several_sagas_and_the_outbox(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await store.CreateTables<ShopDbContext>();
        await using var shop = await TestApplication.Start(store, setup =>
            setup
                .WithOutbox<ShopDbContext>()
                .WithOrders(ConcurrencyMode.Pessimistic, repository =>
                    repository.AddDbContext<ShopDbContext, ShopDbContext>((_, options) => store.Use(options))
                )
                .WithSaga<ParcelStateMachine, Parcel>("parcels", repository =>
                    repository.AddDbContext<ShopDbContext, ShopDbContext>((_, options) => store.Use(options))
                )
        );

        var order = await AnOrderIsChanged(shop);

        await shop.Until(
            db => db.Parcels.AnyAsync(parcel => parcel.CorrelationId == order),
            "the second saga follows the first"
        );
    }

    [Theory, EachCombination]
    public async Task By_the_repository_with_options_of_any_context(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await store.CreateTables<ShopDbContext>();
        await using var shop = await TestApplication.Start(store, setup =>
        {
            setup.WithOrders(ConcurrencyMode.Pessimistic, repository =>
                repository.AddDbContext<DbContext, TakesAnyOptions>((_, options) => store.Use(options))
            );
            setup.Endpoint = (_, _, _) => { };
        });

        await AnOrderIsChanged(shop);
    }

    [Theory, EachCombination]
    public async Task By_the_application_in_a_pool(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await store.CreateTables<ShopDbContext>();
        await using var shop = await TestApplication.Start(store, setup =>
        {
            setup.Services.AddDbContextPool<ShopDbContext>(store.Use, poolSize: 2);
            setup.WithOutbox<ShopDbContext>(outbox => outbox.UseBusOutbox()).WithOrders();
        });
        var order = await AnOrderIsChanged(shop);

        for (var i = 0; i < 3; i++)
        {
            await shop.InScope(async scope =>
            {
                await scope.GetRequiredService<IPublishEndpoint>().Publish(new ChangeOrder(order));
                return await scope.GetRequiredService<ShopDbContext>().SaveChangesAsync();
            });
        }

        await shop.Sees<OrderChanged>(
            changed => changed.Change == 4,
            "a context that comes back from the pool is as good as new"
        );
    }

    [Theory, EachCombination]
    public async Task With_a_strategy_that_retries(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await store.CreateTables<ShopDbContext>();
        await using var shop = await TestApplication.Start(store, setup =>
        {
            setup.Services.AddDbContext<ShopDbContext>(options =>
                store.Use(options, dependencies => new Retrying(dependencies))
            );
            setup.WithOutbox<ShopDbContext>(outbox => outbox.UseBusOutbox()).WithOrders().WithWork();
        });

        var order = await AnOrderIsChanged(shop);
        await shop.Publish(new ChangeOrdersOfNumber("A-1"));
        await shop.Publish(new CloseOrder(order));

        await shop.Until(db => db.Orders.AllAsync(o => o.CorrelationId != order), "the order is closed");
        await shop.LaterWork();
    }

    [Theory, EachCombination]
    public async Task With_a_strategy_that_retries_and_no_outbox(Database database, ConcurrencyMode mode)
    {
        await using var store = await Store.Create(servers, database);
        await store.CreateTables<ShopDbContext>();
        await using var shop = await TestApplication.Start(store, setup =>
        {
            setup.Services.AddDbContext<ShopDbContext>(options =>
                store.Use(options, dependencies => new Retrying(dependencies))
            );
            setup.WithOrders(mode);
            setup.Endpoint = (_, _, _) => { };
        });

        await AnOrderIsChanged(shop);
    }

    private static async Task<Guid> AnOrderIsChanged(TestApplication shop)
    {
        var order = await shop.StartedOrder("A-1");
        await shop.Publish(new ChangeOrder(order));
        await shop.Sees<OrderChanged>(changed => changed.OrderId == order, "the order is changed");
        return order;
    }

    public sealed class TakesAnyOptions(DbContextOptions options) : ShopDbContext(options);

    private sealed class Retrying(ExecutionStrategyDependencies dependencies)
        : ExecutionStrategy(dependencies, 3, TimeSpan.FromMilliseconds(10))
    {
        protected override bool ShouldRetryOn(Exception exception) => exception is TimeoutException;
    }
}

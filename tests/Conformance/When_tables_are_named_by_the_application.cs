using EventDriven.Conformance.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Conformance.Tests;

public sealed class When_tables_are_named_by_the_application(Servers servers)
{
    [Theory, EachCombination]
    public async Task One_by_one_they_are_used(Database database, ConcurrencyMode mode) =>
        await AreUsed<NamedDbContext>(database, mode, "\"post\".\"letters\"", "\"letters\"");

    [Theory, EachCombination]
    public async Task All_at_once_they_are_used(Database database, ConcurrencyMode mode) =>
        await AreUsed<DefaultSchemaDbContext>(database, mode, "\"bus\".\"bus_OutboxMessage\"", "\"bus_OutboxMessage\"");

    [Theory, EachCombination]
    public async Task Columns_too_and_lazy_loading_and_short_strings(Database database, ConcurrencyMode mode) =>
        await AreUsed<RenamedDbContext>(database, mode, "the_outboxmessage", "the_outboxmessage", options =>
            options.UseLazyLoadingProxies()
        );

    [Fact]
    public async Task The_repository_may_be_told_the_schema()
    {
        await using var store = await Store.Create(servers, Database.PostgreSql);
        await using var shop = await TestApplication.StartShop(store, setup =>
            setup.WithOrders(ConcurrencyMode.Pessimistic, repository => repository.UsePostgres("public"))
        );
        var order = await shop.StartedOrder();

        await shop.Publish(new ChangeOrder(order));

        await shop.Sees<OrderChanged>(changed => changed.OrderId == order, "the order is loaded from that schema");
    }

    private async Task AreUsed<TContext>(
        Database database,
        ConcurrencyMode mode,
        string postgresTable,
        string sqliteTable,
        Action<DbContextOptionsBuilder>? configure = null
    )
        where TContext : DbContext
    {
        await using var store = await Store.Create(servers, database);
        await store.CreateTables<TContext>();
        await using var warehouse = await TestApplication.Start(store, setup =>
        {
            setup.Services.AddDbContext<TContext>(options =>
            {
                store.Use(options);
                configure?.Invoke(options);
            });
            setup.Endpoint = (context, _, endpoint) => endpoint.UseEntityFrameworkOutbox<TContext>(context);
            setup
                .WithOutbox<TContext>(outbox => outbox.UseBusOutbox())
                .Observe<WorkDone>()
                .WithSaga<ParcelStateMachine, Parcel>("parcels", repository =>
                {
                    repository.ConcurrencyMode = mode;
                    repository.ExistingDbContext<TContext>();
                });
        });
        var (order, work) = (Guid.NewGuid(), Guid.NewGuid());

        var stored = await warehouse.InScope(async scope =>
        {
            await scope.GetRequiredService<IPublishEndpoint>().Publish(new OrderStarted(order));
            await scope.GetRequiredService<IPublishEndpoint>().Publish(new WorkDone(work));
            var db = scope.GetRequiredService<TContext>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.SaveChangesAsync();
            var table = store.IsPostgres ? postgresTable : sqliteTable;
#pragma warning disable EF1003 // The name is one of this test's.
            var rows = await db.Database.SqlQueryRaw<long>("SELECT COUNT(*) AS \"Value\" FROM " + table).SingleAsync();
#pragma warning restore EF1003
            await transaction.CommitAsync();
            return rows;
        });

        stored.ShouldBe(2, "what is sent rests in the table that the application named");
        await warehouse.Sees<WorkDone>(done => done.Id == work, "it is sent from there");
        await warehouse.Until<TContext>(
            db => db.Set<Parcel>().AnyAsync(parcel => parcel.CorrelationId == order && parcel.CurrentState == 3),
            "the instance is stored"
        );
        await warehouse.Publish(new CloseOrder(order));
        await warehouse.Until<TContext>(
            db => db.Set<Parcel>().AnyAsync(parcel => parcel.CorrelationId == order && parcel.CurrentState == 4),
            "and loaded again"
        );
    }
}

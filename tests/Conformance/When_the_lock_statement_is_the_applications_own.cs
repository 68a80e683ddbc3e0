using EventDriven.Conformance.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using MassTransit.EntityFrameworkCoreIntegration;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Conformance.Tests;

public sealed class When_the_lock_statement_is_the_applications_own(Servers servers)
{
    private const string Hidden = "hidden";

    [Theory, EachCombination]
    public async Task It_is_what_loads_an_instance(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await StartShop(store, new OwnStatements(store.IsPostgres));

        await OnlyTheShownOneIsFound(shop);
    }

    [Theory, EachCombination]
    public async Task It_may_build_on_the_databases_own(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await StartShop(store, store.IsPostgres ? new BuiltOnPostgres() : new BuiltOnSqlite());

        await OnlyTheShownOneIsFound(shop);
    }

    [Theory, EachCombination]
    public async Task It_serves_the_outbox_too(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(
            store,
            setup => setup.WithWork(),
            outbox => outbox.LockStatementProvider = store.IsPostgres ? new BuiltOnPostgres() : new BuiltOnSqlite()
        );
        var work = Guid.NewGuid();

        await shop.Publish(new DoWork(work));

        await shop.Sees<WorkDone>(done => done.Id == work, "the work is done and announced");
        (await shop.Read(db => db.Effects.CountAsync(e => e.Of == work))).ShouldBe(1);
    }

    [Theory, EachCombination]
    public async Task The_databases_own_names_the_rows_that_it_is_asked_for(Database database)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var store = await Store.Create(servers, database);
        await store.CreateTables<ShopDbContext>();
        await using var db = store.Open<ShopDbContext>();
        ILockStatementProvider provider = store.IsPostgres
            ? new PostgresLockStatementProvider(false)
            : new SqliteLockStatementProvider(false);
        var (one, other) = (
            new Effect { What = "one", Of = Guid.NewGuid() },
            new Effect { What = "other", Of = Guid.NewGuid() }
        );
        db.AddRange(one, other);
        await db.SaveChangesAsync(cancellation);

        var statement = provider.GetRowLockStatement<Effect>(db, nameof(Effect.What), nameof(Effect.Of));

        (await db.Effects.FromSqlRaw(statement, one.What, one.Of).ToListAsync(cancellation)).ShouldBe([one]);
        (await db.Effects.FromSqlRaw(statement, one.What, other.Of).ToListAsync(cancellation)).ShouldBeEmpty();
        (
            await db.Set<OutboxState>().FromSqlRaw(provider.GetOutboxStatement(db)).ToListAsync(cancellation)
        ).ShouldBeEmpty();
    }

    private static Task<TestApplication> StartShop(Store store, ILockStatementProvider provider) =>
        TestApplication.StartShop(store, setup =>
        {
            setup.WithOrders(ConcurrencyMode.Pessimistic, repository => repository.LockStatementProvider = provider);
            setup.Script.MissingOrder = missing =>
                missing.ExecuteAsync(context => context.Publish(new OrderMissing(context.Message.OrderId)));
        });

    private static async Task OnlyTheShownOneIsFound(TestApplication shop)
    {
        var shown = await shop.StartedOrder("shown");
        var hidden = await shop.StartedOrder(Hidden);

        await shop.Publish(new ChangeOrder(hidden));
        await shop.Publish(new ChangeOrder(shown));

        await shop.Sees<OrderMissing>(missing => missing.OrderId == hidden, "the statement leaves this one out");
        await shop.Sees<OrderChanged>(changed => changed.OrderId == shown, "the statement finds this one");
        shop.Seen.All<OrderMissing>().Count.ShouldBe(1);
    }

    private sealed class OwnStatements(bool isPostgres) : ILockStatementProvider
    {
        public string GetRowLockStatement<T>(DbContext context)
            where T : class =>
            $"""SELECT * FROM "Orders" WHERE "CorrelationId" = @p0 AND "Number" <> '{Hidden}'"""
            + (isPostgres ? " FOR UPDATE" : "");

        public string GetRowLockStatement<T>(DbContext context, params string[] propertyNames)
            where T : class => throw new NotSupportedException("The saga is loaded by its correlation id.");

        public string GetOutboxStatement(DbContext context) =>
            throw new NotSupportedException("The saga has no outbox.");
    }

    private sealed class BuiltOnPostgres() : PostgresLockStatementProvider(enableSchemaCaching: false)
    {
        public override string GetRowLockStatement<T>(DbContext context) =>
            WithoutHidden(base.GetRowLockStatement<T>(context));
    }

    private sealed class BuiltOnSqlite() : SqliteLockStatementProvider(enableSchemaCaching: false)
    {
        public override string GetRowLockStatement<T>(DbContext context) =>
            WithoutHidden(base.GetRowLockStatement<T>(context));
    }

    private static string WithoutHidden(string statement) =>
        statement.Replace(" WHERE ", $""" WHERE "Number" <> '{Hidden}' AND """, StringComparison.Ordinal);
}

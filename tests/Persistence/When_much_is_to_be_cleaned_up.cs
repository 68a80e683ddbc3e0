using EventDriven.Persistence.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using MassTransit.EntityFrameworkCoreIntegration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Persistence.Tests;

/// <summary>Deletes are counted by the database itself, statement by statement.</summary>
public sealed class When_much_is_to_be_cleaned_up(Servers servers)
{
    private const int Many = 1_000;
    private const int Limit = 50;
    private const int Locked = 30;

    [Fact]
    public async Task Expired_inbox_rows_go_in_bounded_statements_that_pass_over_what_is_locked()
    {
        await using var store = await Store.Create(servers, Database.PostgreSql);
        await using var locking = store.Open();
        await using var process = await TestProcess.Start(store, settings =>
        {
            settings.ConfigureOutbox = outbox =>
            {
                outbox.DuplicateDetectionWindow = TimeSpan.FromSeconds(1);
                outbox.QueryMessageLimit = Limit;
            };
            settings.BeforeStart = async _ =>
            {
                await Execute(
                    store,
                    $"""
                    INSERT INTO "InboxState" ("MessageId", "ConsumerId", "Received")
                    SELECT gen_random_uuid(), gen_random_uuid(), now() - interval '1 hour' + n * interval '1 second'
                    FROM generate_series(1, {Many}) AS n
                    """
                );
                await CountDeletes(store, "InboxState");
                await locking.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
                (
                    await locking
                        .Set<InboxState>()
                        .FromSqlRaw($"""SELECT * FROM "InboxState" ORDER BY "Received" LIMIT {Locked} FOR UPDATE""")
                        .ToListAsync(TestContext.Current.CancellationToken)
                ).Count.ShouldBe(Locked);
            };
        });

        await process.Until(
            async db => await db.Inbox.CountAsync() == Locked,
            "all go but those that are locked, though they are the oldest"
        );
        process.Log.Troubles().ShouldBeEmpty();
        await locking.Database.RollbackTransactionAsync(TestContext.Current.CancellationToken);
        await process.Until(async db => !await db.Inbox.AnyAsync(), "the others follow");
        (await Deletes(store)).Max().ShouldBeLessThanOrEqualTo(Limit);
        (await Deletes(store)).Sum().ShouldBe(Many);
    }

    [Fact]
    public async Task Rows_of_sent_messages_go_many_at_a_time_and_no_more_than_500()
    {
        await using var store = await Store.Create(servers, Database.PostgreSql);
        await using var host = await servers.CreateVirtualHostAsync(
            "persistence",
            TestContext.Current.CancellationToken
        );
        await using var process = await TestProcess.Start(store, settings =>
        {
            settings.OnRabbitMq(host.Uri);
            settings.ConfigureOutbox = outbox => outbox.UseBusOutbox();
        });
        await CountDeletes(store, "OutboxMessage");

        await process.InScope(async scope =>
        {
            for (var i = 0; i < Many; i++)
                await scope.GetRequiredService<IPublishEndpoint>().Publish(new WorkDone(Guid.NewGuid()));
            return await scope.GetRequiredService<OrdersDbContext>().SaveChangesAsync();
        });

        await process.Until(async db => !await db.Outbox.AnyAsync(), "no row is left");
        var deletes = await Deletes(store);
        deletes.Sum().ShouldBe(Many);
        deletes.Max().ShouldBeInRange(2, 500);
    }

    private static async Task CountDeletes(Store store, string table)
    {
        await Execute(store, "CREATE TABLE deletes (rows int NOT NULL)");
        await Execute(
            store,
            """
            CREATE FUNCTION count_deletes() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN INSERT INTO deletes SELECT count(*) FROM gone; RETURN NULL; END $$
            """
        );
        await Execute(
            store,
            $"""
            CREATE TRIGGER count_deletes AFTER DELETE ON "{table}" REFERENCING OLD TABLE AS gone FOR EACH STATEMENT
                EXECUTE FUNCTION count_deletes()
            """
        );
    }

    private static Task<List<int>> Deletes(Store store) =>
        store.Read(db => db.Database.SqlQueryRaw<int>("""SELECT rows AS "Value" FROM deletes""").ToListAsync());

    private static Task<int> Execute(Store store, string sql) => store.Read(db => db.Database.ExecuteSqlRawAsync(sql));
}

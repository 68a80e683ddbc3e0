using EventDriven.Conformance.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Conformance.Tests;

public sealed class When_a_message_fails_at_first(Servers servers)
{
    public static TheoryData<Database, string> OutboxesAndDatabases =>
        new MatrixTheoryData<Database, string>(Enum.GetValues<Database>(), ["Entity Framework", "in memory"]);

    [Theory, MemberData(nameof(OutboxesAndDatabases))]
    public async Task A_retry_leaves_nothing_of_the_failed_tries(Database database, string outbox)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store, outbox);
        var contexts = new List<Guid>();
        shop.Script.Work = async (_, db) =>
        {
            contexts.Add(db.ContextId.InstanceId);
            if (contexts.Count < 3)
                throw new InvalidOperationException("Not yet.");

            await db.SaveChangesAsync();
        };
        var work = Guid.NewGuid();

        await shop.Publish(new DoWork(work));

        await shop.Sees<WorkDone>(done => done.Id == work, "the third try succeeds");
        contexts.Distinct().Count().ShouldBe(3, "each try has a context of its own");
        (await shop.Read(db => db.Effects.CountAsync())).ShouldBe(1);
        await shop.LaterWork();
        shop.Seen.All<WorkDone>()
            .Count(done => done.Id == work)
            .ShouldBe(1, "what failed tries published was never there");
        shop.Seen.All<Fault<DoWork>>().ShouldBeEmpty();
    }

    [Theory, EachCombination]
    public async Task A_save_that_fails_may_be_caught_by_the_consumer(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup => setup.WithWork());
        var known = new Effect { What = "known" };
        await shop.InScope(scope =>
        {
            var db = scope.GetRequiredService<ShopDbContext>();
            db.Effects.Add(known);
            return db.SaveChangesAsync(TestContext.Current.CancellationToken);
        });
        shop.Script.Work = async (_, db) =>
        {
            var twice = new Effect { Id = known.Id, What = "twice" };
            db.Effects.Add(twice);
            await Should.ThrowAsync<DbUpdateException>(() =>
                db.SaveChangesAsync(TestContext.Current.CancellationToken)
            );
            db.Entry(twice).State = EntityState.Detached;
        };
        var work = Guid.NewGuid();

        await shop.Publish(new DoWork(work));

        await shop.Sees<WorkDone>(done => done.Id == work, "the consumer goes on after the failure");
        (await shop.Read(db => db.Effects.CountAsync(effect => effect.Of == work))).ShouldBe(1);
        shop.Seen.All<Fault<DoWork>>().ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(OutboxesAndDatabases))]
    public async Task A_saga_is_tried_again_from_what_is_stored(Database database, string outbox)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store, outbox);
        var order = await shop.StartedOrder();
        var tries = 0;
        shop.Script.Change = _ => ++tries < 3 ? throw new InvalidOperationException("Not yet.") : Task.CompletedTask;

        await shop.Publish(new ChangeOrder(order));

        await shop.Sees<OrderChanged>(changed => changed.OrderId == order, "the third try succeeds");
        shop.Seen.All<OrderChanged>().ShouldHaveSingleItem().Change.ShouldBe(1);
        (await shop.Read(db => db.Orders.SingleAsync())).Changes.ShouldBe(1);
    }

    [Theory, MemberData(nameof(OutboxesAndDatabases))]
    public async Task The_last_failure_is_published_and_nothing_else(Database database, string outbox)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store, outbox, retries: 1);
        var tries = 0;
        shop.Script.Work = (_, _) => ++tries <= 2 ? throw new InvalidOperationException("No.") : Task.CompletedTask;
        var work = Guid.NewGuid();

        await shop.Publish(new DoWork(work));

        var fault = await shop.Sees<Fault<DoWork>>(
            fault => fault.Message.Id == work,
            "the fault is published although all was rolled back"
        );
        fault.Message.Exceptions.ShouldHaveSingleItem().Message.ShouldBe("No.");
        fault.Message.FaultedMessageId.ShouldNotBeNull();
        await shop.LaterWork();
        shop.Seen.All<WorkDone>().ShouldNotContain(done => done.Id == work);
        shop.Seen.All<Fault<DoWork>>().Count.ShouldBe(1);
        (await shop.Read(db => db.Effects.CountAsync(e => e.Of == work))).ShouldBe(0);
    }

    [Theory, EachCombination]
    public async Task A_message_that_failed_for_good_may_be_delivered_again(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store, "Entity Framework", retries: 0);
        var tries = 0;
        shop.Script.Work = (_, _) => ++tries == 1 ? throw new InvalidOperationException("No.") : Task.CompletedTask;
        var (work, messageId) = (Guid.NewGuid(), Guid.NewGuid());

        await shop.Publish(new DoWork(work), messageId);
        await shop.Sees<Fault<DoWork>>(fault => fault.Message.Id == work, "it failed");
        await shop.Publish(new DoWork(work), messageId);

        await shop.Sees<WorkDone>(done => done.Id == work, "the inbox does not know a message that had no effect");
        (await shop.Read(db => db.Effects.CountAsync(e => e.Of == work))).ShouldBe(1);
    }

    [Theory, EachCombination]
    public async Task A_redelivery_is_not_taken_for_a_duplicate(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup =>
        {
            setup.WithWork().Retries = 0;
            setup.OutsideRetries = endpoint =>
                endpoint.UseDelayedRedelivery(redelivery => redelivery.Intervals(20, 20, 20));
        });
        var tries = 0;
        shop.Script.Work = (_, _) => ++tries < 3 ? throw new InvalidOperationException("Not yet.") : Task.CompletedTask;
        var work = Guid.NewGuid();

        await shop.Publish(new DoWork(work));

        await shop.Sees<WorkDone>(done => done.Id == work, "the second redelivery succeeds");
        (await shop.Read(db => db.Effects.CountAsync(e => e.Of == work))).ShouldBe(1);
        shop.Seen.All<Fault<DoWork>>().ShouldBeEmpty();
    }

    [Theory, EachCombination]
    public async Task A_save_that_fails_at_the_end_is_its_failure(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store, "Entity Framework", retries: 0);
        var taken = Guid.NewGuid();
        shop.Script.Work = async (context, db) =>
        {
            if (context.Message.Id != taken)
                return;

            // The consumer itself succeeds; what saves its changes does not.
            db.Effects.Add(new Effect { Id = taken, What = "one" });
            await db.Database.ExecuteSqlAsync(
                $"""INSERT INTO "Effects" ("Id", "What", "Of") VALUES ({taken}, 'other', {taken})"""
            );
        };

        await shop.Publish(new DoWork(taken));

        var fault = await shop.Sees<Fault<DoWork>>(
            fault => fault.Message.Id == taken,
            "the failure at the end is published like any other"
        );
        fault.Message.Exceptions.ShouldHaveSingleItem().ExceptionType.ShouldBe(typeof(DbUpdateException).FullName);
        await shop.LaterWork();
        (await shop.Read(db => db.Effects.CountAsync(e => e.Of == taken))).ShouldBe(0);
        shop.Seen.All<WorkDone>().ShouldNotContain(done => done.Id == taken);
    }

    private static Task<TestApplication> Start(Store store, string outbox, int retries = 5) =>
        TestApplication.StartShop(store, setup =>
        {
            setup.WithWork().WithOrders().Retries = retries;
            if (outbox == "in memory")
                setup.Endpoint = (context, _, endpoint) => endpoint.UseInMemoryOutbox(context);
        });
}

using EventDriven.Persistence.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Persistence.Tests;

/// <summary>
/// Everything is written, and the database refuses the COMMIT itself: here a deferred constraint, which is looked at no
/// earlier.
/// </summary>
public sealed class When_the_commit_fails(Servers servers)
{
    [Fact]
    public async Task The_message_ends_as_a_fault_and_nothing_that_it_sent_leaves()
    {
        await using var store = await Store.Create(servers, Database.PostgreSql);
        await using var process = await TestProcess.Start(store);
        await RefuseAtCommit(store, "INSERT", "Effects");
        var work = Guid.NewGuid();

        await process.Publish(new DoWork(work));

        await process.Until(
            () => process.Inbound.All<Fault<DoWork>>().Any(fault => fault.Message.Id == work),
            "it ends as a fault"
        );
        process
            .Inbound.All<Fault<DoWork>>()
            .Single()
            .Exceptions.ShouldContain(exception => exception.Message.Contains("refused at commit"));
        process.Inbound.All<WorkDone>().ShouldBeEmpty("what it sent belongs to the transaction");
        (await process.Read(db => db.Outbox.CountAsync())).ShouldBe(0);
        (await process.Read(db => db.Inbox.CountAsync())).ShouldBe(0, "a later delivery of it is no duplicate");
        (await process.Read(db => db.Effects.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task It_is_consumed_when_the_commit_succeeds_at_a_later_try()
    {
        await using var store = await Store.Create(servers, Database.PostgreSql);
        await using var process = await TestProcess.Start(store);
        await RefuseAtCommit(store, "INSERT", "Effects");
        var work = Guid.NewGuid();
        var tries = 0;
        process.Behaviour.Work = async (_, _) =>
        {
            if (Interlocked.Increment(ref tries) == 3)
                await Execute(store, """DROP TRIGGER refuse ON "Effects" """);
        };

        await process.Publish(new DoWork(work));

        await process.Until(() => process.Inbound.All<WorkDone>().Any(done => done.Id == work), "what it sent arrives");
        (await process.Read(db => db.Effects.CountAsync())).ShouldBe(1);
        process.Inbound.All<WorkDone>().Count.ShouldBe(1);
        process.Inbound.All<Fault<DoWork>>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_sagas_message_ends_as_a_fault_and_the_saga_is_as_before()
    {
        await using var store = await Store.Create(servers, Database.PostgreSql);
        await using var process = await TestProcess.Start(store, settings => settings.WithOrders());
        var order = Guid.NewGuid();
        await process.Publish(new StartOrder(order));
        await process.Until(
            () => process.Inbound.All<OrderStarted>().Any(started => started.OrderId == order),
            "the order is started"
        );
        await RefuseAtCommit(store, "DELETE", "Orders");

        await process.Publish(new FinishOrder(order));

        await process.Until(
            () => process.Inbound.All<Fault<FinishOrder>>().Any(fault => fault.Message.OrderId == order),
            "it ends as a fault"
        );
        (await process.Read(db => db.Orders.SingleAsync())).CurrentState.ShouldBe("Open");
    }

    private static async Task RefuseAtCommit(Store store, string operation, string table)
    {
        await Execute(
            store,
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql "
                + "AS $$ BEGIN RAISE EXCEPTION 'refused at commit'; END $$"
        );
        await Execute(
            store,
            $"""
            CREATE CONSTRAINT TRIGGER refuse AFTER {operation} ON "{table}" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
                EXECUTE FUNCTION refuse()
            """
        );
    }

    private static Task<int> Execute(Store store, string sql) => store.Read(db => db.Database.ExecuteSqlRawAsync(sql));
}

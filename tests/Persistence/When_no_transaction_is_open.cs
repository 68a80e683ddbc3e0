using EventDriven.Persistence.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Persistence.Tests;

/// <summary>An outbox with <c>UseTransaction = false</c>: everything about a message is saved at its end.</summary>
public sealed class When_no_transaction_is_open(Servers servers)
{
    [Fact]
    public async Task Nothing_is_written_before_the_consumer_has_ended()
    {
        await using var store = await Store.Create(servers, Database.PostgreSql);
        await using var process = await Start(store);
        var (work, gate) = (Guid.NewGuid(), new TaskCompletionSource());
        process.Behaviour.Work = async (_, db) =>
        {
            db.Database.CurrentTransaction.ShouldBeNull();
            await gate.Task;
        };

        await process.Publish(new DoWork(work));
        (await process.Read(db => db.Inbox.AnyAsync())).ShouldBeFalse();
        gate.SetResult();

        await process.Until(() => process.Inbound.All<WorkDone>().Any(done => done.Id == work), "it is done");
        (await process.Read(db => db.Effects.CountAsync(effect => effect.Of == work))).ShouldBe(1);
        (await process.Read(db => db.Inbox.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task Messages_that_arrive_twice_at_once_have_one_effect()
    {
        await using var store = await Store.Create(servers, Database.PostgreSql);
        await using var process = await Start(store);
        var (work, messageId, gate, runs) = (Guid.NewGuid(), Guid.NewGuid(), new TaskCompletionSource(), 0);
        process.Behaviour.Work = (_, _) =>
        {
            // All of them run: that they are one message shows when they are saved.
            if (Interlocked.Increment(ref runs) == 4)
                gate.SetResult();
            return gate.Task;
        };

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => process.Publish(new DoWork(work), messageId)));
        await process.Until(() => process.Deliveries.Ended == 4, "all have ended");

        (await process.Read(db => db.Effects.CountAsync(effect => effect.Of == work))).ShouldBe(1);
        process.Inbound.All<WorkDone>().Count(done => done.Id == work).ShouldBe(1);
        process.Inbound.All<Fault<DoWork>>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_duplicate_that_fails_is_no_failure()
    {
        await using var store = await Store.Create(servers, Database.PostgreSql);
        await using var process = await Start(store);
        var (work, messageId) = (Guid.NewGuid(), Guid.NewGuid());
        await process.Publish(new DoWork(work), messageId);
        await process.Until(() => process.Inbound.All<WorkDone>().Count == 1, "it is done");
        process.Behaviour.Work = (_, _) => throw new InvalidOperationException("It has been done.");

        await process.Publish(new DoWork(work), messageId);
        await process.Until(() => process.Deliveries.Ended == 2, "the second has ended");

        process.Inbound.All<Fault<DoWork>>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_consumer_that_saves_by_itself_is_undone_if_it_fails_afterwards()
    {
        await using var store = await Store.Create(servers, Database.PostgreSql);
        await using var process = await Start(store);
        var work = Guid.NewGuid();
        process.Behaviour.Work = async (_, db) =>
        {
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
            throw new InvalidOperationException("after its save");
        };

        await process.Publish(new DoWork(work));
        await process.Until(() => process.Inbound.All<Fault<DoWork>>().Count == 1, "it has failed");

        (await process.Read(db => db.Effects.AnyAsync())).ShouldBeFalse();
        (await process.Read(db => db.Inbox.AnyAsync())).ShouldBeFalse();
        process.Inbound.All<WorkDone>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_consumer_that_saves_by_itself_is_committed_with_all_that_follows()
    {
        await using var store = await Store.Create(servers, Database.PostgreSql);
        await using var process = await Start(store);
        var (work, messageId) = (Guid.NewGuid(), Guid.NewGuid());
        process.Behaviour.Work = async (context, db) =>
        {
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
            db.Effects.Add(new Effect { What = "more", Of = context.Message.Id });
        };

        await process.Publish(new DoWork(work), messageId);
        await process.Publish(new DoWork(work), messageId);
        await process.Until(() => process.Deliveries.Ended == 2, "both have ended");

        (await process.Read(db => db.Effects.CountAsync(effect => effect.Of == work))).ShouldBe(2);
        process.Inbound.All<WorkDone>().Count(done => done.Id == work).ShouldBe(1);
    }

    private static Task<TestProcess> Start(Store store) => TestProcess.Start(store, settings =>
        {
            settings.Retries = 0;
            settings.ConfigureOutbox = outbox => outbox.UseTransaction = false;
        });
}

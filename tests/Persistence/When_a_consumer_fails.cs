using EventDriven.Persistence.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Persistence.Tests;

public sealed class When_a_consumer_fails(Servers servers)
{
    [Theory, EachCombination]
    public async Task Nothing_is_kept_and_nothing_is_published_but_the_fault(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await TestProcess.Start(store, settings => settings.Retries = 1);
        process.Behaviour.Work = (_, _) => throw new InvalidOperationException("No.");
        var work = Guid.NewGuid();

        await process.Publish(new DoWork(work));

        await process.Until(
            () => process.Inbound.All<Fault<DoWork>>().Any(fault => fault.Message.Id == work),
            "the fault is published although all was rolled back"
        );
        await NothingRemains(process);
    }

    [Theory, EachCombination]
    public async Task A_save_that_fails_is_the_messages_failure(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await TestProcess.Start(store, settings => settings.Retries = 1);
        var taken = Guid.NewGuid();
        process.Behaviour.Work = async (_, db) =>
        {
            // The consumer itself succeeds; the batch that saves it does not.
            db.Effects.Add(new Effect { Id = taken, What = "one" });
            await db.Database.ExecuteSqlAsync(
                $"""INSERT INTO "Effects" ("Id", "What", "Of") VALUES ({taken}, 'other', {taken})"""
            );
        };
        var work = Guid.NewGuid();

        await process.Publish(new DoWork(work));

        await process.Until(
            () => process.Inbound.All<Fault<DoWork>>().Any(fault => fault.Message.Id == work),
            "the failure at the end is reported like any other"
        );
        await NothingRemains(process);
    }

    [Theory, EachCombination]
    public async Task Each_try_has_a_context_of_its_own(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await TestProcess.Start(store);
        var contexts = new List<Guid>();
        process.Behaviour.Work = (_, db) =>
        {
            contexts.Add(db.ContextId.InstanceId);
            return contexts.Count < 3 ? throw new InvalidOperationException("Not yet.") : Task.CompletedTask;
        };
        var work = Guid.NewGuid();

        await process.Publish(new DoWork(work));

        await process.Until(
            () => process.Inbound.All<WorkDone>().Any(done => done.Id == work),
            "the third try succeeds"
        );
        contexts.Distinct().Count().ShouldBe(3);
        (await process.Read(db => db.Effects.CountAsync())).ShouldBe(1);
        process.Inbound.All<WorkDone>().Count.ShouldBe(1, "what failed tries published was never there");
    }

    [Theory, EachCombination]
    public async Task A_message_sent_after_the_end_is_refused(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await TestProcess.Start(store);
        ConsumeContext? consumed = null;
        process.Behaviour.Work = (context, _) =>
        {
            consumed = context;
            return Task.CompletedTask;
        };

        await process.Publish(new DoWork(Guid.NewGuid()));
        await process.Until(() => process.Inbound.All<WorkDone>().Count == 1, "the work is done");

        var late = await Should.ThrowAsync<InvalidOperationException>(() =>
            consumed!.Publish(new WorkDone(Guid.NewGuid()))
        );
        late.Message.ShouldContain("await");
    }

    private static async Task NothingRemains(TestProcess process)
    {
        (await process.Read(db => db.Effects.CountAsync())).ShouldBe(0);
        (await process.Read(db => db.Inbox.CountAsync())).ShouldBe(0);
        (await process.Read(db => db.Outbox.CountAsync())).ShouldBe(0);
        process.Behaviour.Work = (_, _) => Task.CompletedTask;
        var later = Guid.NewGuid();
        await process.Publish(new DoWork(later));
        await process.Until(() => process.Inbound.All<WorkDone>().Count > 0, "a later message is handled");
        process.Inbound.All<WorkDone>().ShouldBe([new WorkDone(later)]);
    }
}

using EventDriven.Persistence.Tests.Application;
using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Persistence.Tests;

public sealed class When_the_in_memory_transport_dies(Servers servers)
{
    [Theory, EachCombination]
    public async Task What_was_in_its_queues_is_sent_again_by_the_next_process(Database database)
    {
        await using var store = await Store.Create(servers, database);
        var work = Guid.NewGuid();
        await using (var first = await TestProcess.Start(store))
        {
            await first.Publish(new DoWork(work));
            await first.Until(db => db.Outbox.AnyAsync(m => m.DeliveredTime != null), "the message is sent, and kept");
            await first.Kill();
        }

        await using var second = await TestProcess.Start(store);

        await second.Until(() => second.Inbound.All<WorkDone>().Any(done => done.Id == work), "it comes again");
        await second.Until(db => db.Outbox.AllAsync(m => m.DeliveredTime != null), "and is kept again");
    }

    [Theory, EachCombination]
    public async Task What_had_been_handled_has_no_second_effect(Database database)
    {
        await using var store = await Store.Create(servers, database);
        var (work, follow) = (Guid.NewGuid(), Guid.NewGuid());
        await using (var first = await TestProcess.Start(store))
        {
            first.Behaviour.Work = (context, _) =>
                context.Message.Id == work ? context.Publish(new DoWork(follow)) : Task.CompletedTask;
            await first.Publish(new DoWork(work));
            await first.Until(
                db => db.Effects.AnyAsync(e => e.Of == follow),
                "the work that the work asked for is done too"
            );
            await first.Until(db => db.Outbox.AllAsync(m => m.DeliveredTime != null), "all is sent, and kept");
            await first.Kill();
        }

        await using var second = await TestProcess.Start(store);

        await second.Until(() => second.Inbound.All<WorkDone>().Count >= 2, "what was kept comes again");
        var later = Guid.NewGuid();
        await second.Publish(new DoWork(later));
        await second.Until(db => db.Effects.AnyAsync(e => e.Of == later), "a later message is handled");
        (await second.Read(db => db.Effects.CountAsync(e => e.Of == follow))).ShouldBe(1);
    }
}

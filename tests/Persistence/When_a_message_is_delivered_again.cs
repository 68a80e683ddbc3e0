using EventDriven.Persistence.Tests.Application;
using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Persistence.Tests;

public sealed class When_a_message_is_delivered_again(Servers servers)
{
    [Theory, EachCombination]
    public async Task It_has_no_second_effect(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await TestProcess.Start(store);
        var work = Guid.NewGuid();
        var messageId = Guid.NewGuid();

        await process.Publish(new DoWork(work), messageId);
        await process.Until(() => process.Inbound.All<WorkDone>().Count == 1, "the work is done");
        await process.Publish(new DoWork(work), messageId);
        await Ended(process, deliveries: 2);

        (await process.Read(db => db.Effects.CountAsync(e => e.Of == work))).ShouldBe(1);
        process.Inbound.All<WorkDone>().Count(done => done.Id == work).ShouldBe(1);
    }

    [Theory, EachCombination]
    public async Task The_second_waits_while_the_first_is_at_work(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await TestProcess.Start(store);
        var gate = new TaskCompletionSource();
        var runs = 0;
        process.Behaviour.Work = (_, _) =>
        {
            Interlocked.Increment(ref runs);
            return gate.Task;
        };
        var messageId = Guid.NewGuid();
        var work = Guid.NewGuid();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => process.Publish(new DoWork(work), messageId)));
        await process.Until(() => Volatile.Read(ref runs) >= 1, "one of them is at work");
        gate.SetResult();
        await Ended(process, deliveries: 4);

        runs.ShouldBe(1);
        (await process.Read(db => db.Effects.CountAsync(e => e.Of == work))).ShouldBe(1);
    }

    [Theory, EachCombination]
    public async Task What_was_stored_for_it_and_never_sent_is_sent(Database database)
    {
        await using var store = await Store.Create(servers, database);
        var work = Guid.NewGuid();
        var messageId = Guid.NewGuid();
        await CommittedButNeverSent(store, work, messageId);

        // No sweep here: what is sent is sent by the redelivery.
        await using var process = await TestProcess.Start(store, settings =>
            settings.ConfigureOutbox = outbox => outbox.UseBusOutbox(bus => bus.DisableDeliveryService())
        );
        await process.Publish(new DoWork(work), messageId);

        await process.Until(
            () => process.Inbound.All<WorkDone>().Any(done => done.Id == work),
            "the stored message arrives"
        );
        (await process.Read(db => db.Effects.CountAsync())).ShouldBe(1, "the consumer did not run again");
        await process.Until(db => db.Outbox.AllAsync(m => m.VisibleTime == null), "the row is done with");
    }

    [Theory, EachCombination]
    public async Task What_could_not_be_sent_is_left_to_the_sweep(Database database)
    {
        await using var store = await Store.Create(servers, database);
        var work = Guid.NewGuid();
        var messageId = Guid.NewGuid();
        await CommittedButNeverSent(store, work, messageId);
        await store.Read(db => db.Outbox.ExecuteUpdateAsync(set => set.SetProperty(m => m.LastError, "refused")));

        await using var process = await TestProcess.Start(store, settings =>
            settings.ConfigureOutbox = outbox => outbox.UseBusOutbox(bus => bus.DisableDeliveryService())
        );
        await process.Publish(new DoWork(work), messageId);
        await Ended(process, deliveries: 1);

        process
            .Inbound.All<WorkDone>()
            .ShouldNotContain(done => done.Id == work, "who redelivers often would else try it often");
        (await process.Read(db => db.Outbox.CountAsync(m => m.LastError != null))).ShouldBe(1);
    }

    internal static async Task CommittedButNeverSent(Store store, Guid work, Guid messageId)
    {
        await using var process = await TestProcess.Start(store, settings =>
        {
            settings.IsWireCut = true;
            settings.ConfigureOutbox = outbox => outbox.UseBusOutbox(bus => bus.DisableDeliveryService());
        });
        await process.Publish(new DoWork(work), messageId);
        await process.Until(
            db => db.Outbox.AnyAsync(m => m.InboxMessageId == messageId),
            "the consumer's transaction is committed"
        );
        await process.Until(() => process.Wire.Refused > 0, "the send is tried");
        await process.Kill();
    }

    private static Task Ended(TestProcess process, int deliveries) =>
        process.Until(() => process.Deliveries.Ended == deliveries, "all deliveries have ended");
}

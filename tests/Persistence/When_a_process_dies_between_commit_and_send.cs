using EventDriven.Persistence.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using MassTransit.EntityFrameworkCoreIntegration;
using MassTransit.EntityFrameworkCoreIntegration.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Persistence.Tests;

public sealed class When_a_process_dies_between_commit_and_send(Servers servers)
{
    [Theory, EachCombination]
    public async Task Another_sends_what_was_committed(Database database)
    {
        await using var store = await Store.Create(servers, database);
        var work = Guid.NewGuid();
        await When_a_message_is_delivered_again.CommittedButNeverSent(store, work, Guid.NewGuid());

        await using var process = await TestProcess.Start(store);

        await process.Until(
            () => process.Inbound.All<WorkDone>().Any(done => done.Id == work),
            "the sweep of the next process sends it"
        );
        await process.Until(db => db.Outbox.AllAsync(m => m.VisibleTime == null), "the row is done with");
        process.Inbound.All<WorkDone>().Count.ShouldBe(1);
    }

    [Fact]
    public void Another_looks_for_it_within_two_seconds()
    {
        var settings = new OutboxSettings<OrdersDbContext>();

        (OutboxSettings<OrdersDbContext>.FirstLease + settings.QueryDelay).ShouldBeLessThanOrEqualTo(
            TimeSpan.FromSeconds(2),
            "the row is the dead process's until its lease ends, and then the next look of a sweep finds it"
        );
    }

    [Theory, EachCombination]
    public async Task Its_lease_begins_with_the_commit(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await TestProcess.Start(store);
        var before = DateTime.MaxValue;
        DateTime? until = null;
        process.Behaviour.Work = (_, db) =>
        {
            before = DateTime.UtcNow;
            // As it is saved: the row's lease is renewed while a send is slow.
            db.SavingChanges += (_, _) => until = db.ChangeTracker.Entries<OutboxMessage>().Single().Entity.VisibleTime;
            return Task.CompletedTask;
        };

        await process.Publish(new DoWork(Guid.NewGuid()), Guid.NewGuid());
        await process.Until(() => until is not null, "the message is stored");

        var lease = OutboxSettings<OrdersDbContext>.FirstLease;
        until.ShouldNotBeNull().ShouldBeInRange(before + lease, DateTime.UtcNow + lease);
    }

    [Theory, EachCombination]
    public async Task What_one_replica_takes_no_other_takes(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await When_a_message_is_delivered_again.CommittedButNeverSent(store, Guid.NewGuid(), Guid.NewGuid());
        await store.Read(db =>
            db.Outbox.ExecuteUpdateAsync(set => set.SetProperty(message => message.VisibleTime, DateTime.UtcNow))
        );
        await using var process = await TestProcess.Start(store, settings =>
            settings.ConfigureOutbox = outbox => outbox.UseBusOutbox(bus => bus.DisableDeliveryService())
        );
        var tables = process.Services.GetRequiredService<OutboxTables<OrdersDbContext>>();

        var first = await tables.TakeDue(10, TestContext.Current.CancellationToken);
        var second = await tables.TakeDue(10, TestContext.Current.CancellationToken);

        first.ShouldHaveSingleItem();
        second.ShouldBeEmpty("the lease of the first one has not ended");
    }

    [Theory, EachCombination]
    public async Task Two_replicas_send_each_message_once(Database database)
    {
        await using var store = await Store.Create(servers, database);
        const int Many = 200;
        var stored = new List<Guid>();
        await using (
            var writer = await TestProcess.Start(store, settings =>
                settings.ConfigureOutbox = outbox => outbox.UseBusOutbox(bus => bus.DisableDeliveryService())
            )
        )
        {
            await writer.InScope(async scope =>
            {
                for (var i = 0; i < Many; i++)
                {
                    stored.Add(Guid.NewGuid());
                    await scope.GetRequiredService<IPublishEndpoint>().Publish(new WorkDone(stored[^1]));
                }

                return await scope.GetRequiredService<OrdersDbContext>().SaveChangesAsync();
            });
        }

        await using var one = await TestProcess.Start(store);
        await using var other = await TestProcess.Start(store);

        await one.Until(db => db.Outbox.AllAsync(m => m.VisibleTime == null), "everything is sent");
        await one.Until(
            () => one.Inbound.All<WorkDone>().Count + other.Inbound.All<WorkDone>().Count >= Many,
            "everything arrives"
        );
        one.Inbound.All<WorkDone>()
            .Concat(other.Inbound.All<WorkDone>())
            .Select(done => done.Id)
            .ShouldBe(stored, ignoreOrder: true);
    }
}

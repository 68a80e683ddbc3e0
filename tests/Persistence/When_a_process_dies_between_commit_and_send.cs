using EventDriven.Persistence.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Persistence.Tests;

public sealed class When_a_process_dies_between_commit_and_send(Servers servers)
{
    [Theory, OnEachDatabase]
    public async Task Another_sends_what_was_committed(Database database)
    {
        await using var store = await Store.Create(servers, database);
        var work = Guid.NewGuid();
        await When_a_message_is_delivered_again.CommittedButNeverSent(store, work, Guid.NewGuid());

        await using var process = await TestProcess.Start(store);

        await process.Until(() => process.Inbound.All<WorkDone>().Any(done => done.Id == work), "the sweep of the next process sends it");
        await process.Until(db => db.Outbox.AllAsync(m => m.VisibleTime == null), "the row is done with");
        process.Inbound.All<WorkDone>().Count.ShouldBe(1);
    }

    [Theory, OnEachDatabase]
    public async Task Two_replicas_send_each_message_once(Database database)
    {
        await using var store = await Store.Create(servers, database);
        const int Many = 200;
        var stored = new List<Guid>();
        await using (var writer = await TestProcess.Start(store, settings =>
            settings.ConfigureOutbox = outbox => outbox.UseBusOutbox(bus => bus.DisableDeliveryService())))
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
        await one.Until(() => one.Inbound.All<WorkDone>().Count + other.Inbound.All<WorkDone>().Count >= Many, "everything arrives");
        one.Inbound.All<WorkDone>().Concat(other.Inbound.All<WorkDone>()).Select(done => done.Id).ShouldBe(stored, ignoreOrder: true);
    }
}

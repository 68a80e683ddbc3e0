using EventDriven.Persistence.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Persistence.Tests;

public sealed class When_a_stored_message_cannot_be_sent(Servers servers)
{
    [Theory, EachCombination]
    public async Task It_is_tried_later_and_holds_up_no_other(Database database)
    {
        await using var store = await Store.Create(servers, database);
        var (bad, good) = (Guid.NewGuid(), Guid.NewGuid());
        await Stored(store, bad, good, attempts: 0);

        await using var process = await TestProcess.Start(store);

        await process.Until(() => process.Inbound.Ids<WorkDone>().Contains(good), "the other arrives");
        await process.Until(
            db => db.Outbox.AnyAsync(m => m.MessageId == bad && m.Attempts >= 2 && m.LastError != null),
            "it is tried again"
        );
        (await process.Read(db => db.Outbox.SingleAsync(m => m.MessageId == bad))).VisibleTime.ShouldNotBeNull(
            "it is not given up yet"
        );
    }

    [Theory, EachCombination]
    public async Task It_is_set_aside_after_ten_tries_with_its_reason(Database database)
    {
        await using var store = await Store.Create(servers, database);
        var (bad, good) = (Guid.NewGuid(), Guid.NewGuid());
        await Stored(store, bad, good, attempts: 9);

        await using var process = await TestProcess.Start(store);

        await process.Until(() => process.Inbound.Ids<WorkDone>().Contains(good), "the other arrives");
        await process.Until(
            db => db.Outbox.AnyAsync(m => m.MessageId == bad && m.VisibleTime == null),
            "it is set aside"
        );
        (await process.Read(db => db.Outbox.SingleAsync(m => m.MessageId == bad))).LastError.ShouldNotBeNullOrEmpty();
        var error = process.Log.At(Microsoft.Extensions.Logging.LogLevel.Error, "Relay").ShouldHaveSingleItem();
        error.ShouldContain(bad.ToString());
        error.ShouldContain("urn:message");
    }

    /// <summary>
    /// Two messages of a scope, of which one is then spoilt: its address names a transport that is not there.
    /// </summary>
    private static async Task Stored(Store store, Guid bad, Guid good, int attempts)
    {
        await using var writer = await TestProcess.Start(store, settings =>
            settings.ConfigureOutbox = outbox => outbox.UseBusOutbox(bus => bus.DisableDeliveryService())
        );
        await writer.InScope(async scope =>
        {
            var publish = scope.GetRequiredService<IPublishEndpoint>();
            await publish.Publish(new WorkDone(bad), context => context.MessageId = bad);
            await publish.Publish(new WorkDone(good), context => context.MessageId = good);
            return await scope.GetRequiredService<OrdersDbContext>().SaveChangesAsync();
        });
        await store.Read(db =>
            db.Outbox.Where(m => m.MessageId == bad)
                .ExecuteUpdateAsync(set =>
                    set.SetProperty(m => m.DestinationAddress, new Uri("nowhere://localhost/queue"))
                        .SetProperty(m => m.Attempts, attempts)
                )
        );
    }
}

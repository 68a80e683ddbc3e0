using EventDriven.Persistence.Tests.Application;
using EventDriven.TestServers;
using MassTransit.EntityFrameworkCoreIntegration;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Persistence.Tests;

public sealed class When_the_inbox_grows_old(Servers servers)
{
    [Theory, EachCombination]
    public async Task What_is_older_than_the_window_is_deleted_in_batches(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await TestProcess.Start(store, settings =>
        {
            settings.ConfigureOutbox = outbox =>
            {
                outbox.DuplicateDetectionWindow = TimeSpan.FromSeconds(2);
                outbox.QueryMessageLimit = 10;
            };
            settings.BeforeStart = p =>
                p.Read(db =>
                {
                    for (var i = 0; i < 35; i++)
                        db.Set<InboxState>()
                            .Add(
                                new InboxState
                                {
                                    Id = i + 1,
                                    MessageId = Guid.NewGuid(),
                                    ConsumerId = Guid.NewGuid(),
                                    Received = DateTime.UtcNow.AddMinutes(-1),
                                }
                            );
                    db.Set<InboxState>()
                        .Add(
                            new InboxState
                            {
                                Id = 100,
                                MessageId = Guid.NewGuid(),
                                ConsumerId = Guid.NewGuid(),
                                Received = DateTime.UtcNow.AddHours(1),
                            }
                        );
                    return db.SaveChangesAsync();
                });
        });

        await process.Until(async db => await db.Inbox.CountAsync() == 1, "the old ones are gone");
        (await process.Read(db => db.Inbox.SingleAsync())).Received.ShouldBeGreaterThan(
            DateTime.UtcNow.AddMinutes(-1),
            "the young one stays"
        );
    }
}

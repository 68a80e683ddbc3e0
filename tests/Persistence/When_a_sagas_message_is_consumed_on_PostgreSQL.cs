using System.Collections.Concurrent;
using System.Diagnostics;
using EventDriven.Persistence.Tests.Application;
using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Persistence.Tests;

public sealed class When_a_sagas_message_is_consumed_on_PostgreSQL(Servers servers)
{
    [Fact]
    public async Task It_costs_a_claim_a_load_one_batch_and_the_commit()
    {
        await using var store = await Store.Create(servers, Database.PostgreSql);
        var commands = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.GetTagItem("db.namespace") as string == store.Name && activity.GetTagItem("db.query.text") is string text)
                    commands.Enqueue(text);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var process = await TestProcess.Start(store, settings => settings.WithOrders());
        var order = Guid.NewGuid();
        await process.Publish(new StartOrder(order));
        await process.Until(() => process.Inbound.All<OrderStarted>().Count == 1, "the order is started");
        await process.Until(db => db.Outbox.AllAsync(m => m.VisibleTime == null), "and done with");
        commands.Clear();

        await process.Publish(new ChangeOrder(order));
        await process.Until(() => process.Inbound.All<OrderChanged>().Count == 1, "the change is announced");

        // The message's own commands, without those of the sweep, of the removal and of this test. BEGIN and COMMIT are not traced;
        // BEGIN travels with the claim.
        var own = commands.Where(text => text.Contains("INSERT", StringComparison.Ordinal) || text.Contains("\"Orders\"", StringComparison.Ordinal)).ToList();
        own.Count.ShouldBe(3, string.Join("\n---\n", commands));
        own[0].ShouldStartWith("INSERT INTO \"InboxState\"");
        own[1].ShouldContain("FOR UPDATE");
        own[2].ShouldContain("UPDATE \"Orders\"");
        own[2].ShouldContain("INSERT INTO \"OrderEntry\"");
        own[2].ShouldContain("INSERT INTO \"OutboxMessage\"");
    }
}

using EventDriven.Persistence.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EventDriven.Persistence.Tests;

public sealed class When_the_transport_is_a_broker(Servers servers)
{
    [Theory, EachCombination]
    public async Task What_it_has_confirmed_is_deleted(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var host = await servers.CreateVirtualHostAsync(
            "persistence",
            TestContext.Current.CancellationToken
        );
        await using var process = await TestProcess.Start(store, settings =>
            settings.OnRabbitMq(host.Uri).WithOrders()
        );
        var (work, order) = (Guid.NewGuid(), Guid.NewGuid());

        await process.Publish(new DoWork(work));
        await process.Publish(new StartOrder(order));

        await process.Until(
            () => process.Inbound.All<WorkDone>().Any(done => done.Id == work),
            "the consumer's message arrives"
        );
        await process.Until(
            () => process.Inbound.All<OrderStarted>().Any(started => started.OrderId == order),
            "the saga's message arrives"
        );
        await process.Until(async db => !await db.Outbox.AnyAsync(), "no row is left");
        process.Inbound.All<WorkDone>().Count.ShouldBe(1);
    }

    [Theory, EachCombination]
    public async Task A_request_is_answered_without_a_queue_for_the_answer(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var host = await servers.CreateVirtualHostAsync(
            "persistence",
            TestContext.Current.CancellationToken
        );
        await using var process = await TestProcess.Start(store, settings => settings.OnRabbitMq(host.Uri).AddToBus =
                bus =>
                {
                    bus.SetRabbitMqReplyToRequestClientFactory();
                    bus.AddRequestClient<DoWork>();
                });
        var work = Guid.NewGuid();
        process.Behaviour.Work = (context, _) => context.RespondAsync(new WorkDone(work));

        var response = await process.InScope(scope =>
            scope
                .GetRequiredService<IRequestClient<DoWork>>()
                .GetResponse<WorkDone>(new DoWork(work), TestContext.Current.CancellationToken)
        );

        response.Message.Id.ShouldBe(work);
    }

    [Theory, EachCombination]
    public async Task What_is_saved_while_it_is_away_is_sent_when_it_is_there(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var host = await servers.CreateVirtualHostAsync(
            "persistence",
            TestContext.Current.CancellationToken
        );
        var work = Guid.NewGuid();
        await using (var cutOff = await TestProcess.Start(store, settings =>
            {
                settings.OnRabbitMq(new UriBuilder(host.Uri) { Port = 1 }.Uri);
                settings.ConfigureOutbox = outbox => outbox.UseBusOutbox();
                settings.WaitsForBus = false;
            }))
        {
            await cutOff.InScope(async scope =>
            {
                await scope.GetRequiredService<IPublishEndpoint>().Publish(new WorkDone(work));
                return await scope.GetRequiredService<OrdersDbContext>().SaveChangesAsync();
            });
            cutOff.Log.At(LogLevel.Warning, "Relay").ShouldBeEmpty("a bus that has not been ready yet is no news");
        }

        (await store.Read(db => db.Outbox.SingleAsync())).Attempts.ShouldBe(
            0,
            "the broker's absence is not counted against the message"
        );
        await using var process = await TestProcess.Start(store, settings => settings.OnRabbitMq(host.Uri));

        await process.Until(() => process.Inbound.All<WorkDone>().Any(done => done.Id == work), "it arrives");
        await process.Until(async db => !await db.Outbox.AnyAsync(), "no row is left");
    }

    // The first sends after a start: the transport declares the exchange meanwhile.
    [Theory, EachCombination]
    public async Task Messages_for_one_destination_arrive_in_the_order_in_which_they_were_sent(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var host = await servers.CreateVirtualHostAsync(
            "persistence",
            TestContext.Current.CancellationToken
        );
        await using var process = await TestProcess.Start(store, settings =>
        {
            settings.OnRabbitMq(host.Uri);
            settings.ConfigureOutbox = outbox => outbox.UseBusOutbox();
            settings.AddToBus = bus =>
                bus.AddConsumer<Observer<Numbered>>()
                    .Endpoint(endpoint =>
                    {
                        endpoint.Name = "observe-numbered";
                        // One at a time.
                        endpoint.PrefetchCount = 1;
                    });
        });
        Guid[] fromConsumer = [.. Enumerable.Range(0, 40).Select(_ => Guid.NewGuid())];
        Guid[] fromScope = [.. Enumerable.Range(0, 40).Select(_ => Guid.NewGuid())];
        process.Behaviour.Work = async (context, _) =>
        {
            foreach (var id in fromConsumer)
                await context.Publish(new Numbered(id));
        };

        await process.Publish(new DoWork(Guid.NewGuid()));
        await process.Until(() => process.Inbound.All<Numbered>().Count == 40, "all of the consumer's arrive");
        await process.InScope(async scope =>
        {
            foreach (var id in fromScope)
                await scope.GetRequiredService<IPublishEndpoint>().Publish(new Numbered(id));
            return await scope.GetRequiredService<OrdersDbContext>().SaveChangesAsync();
        });
        await process.Until(() => process.Inbound.All<Numbered>().Count == 80, "all of the scope's arrive");

        process.Inbound.All<Numbered>().Select(numbered => numbered.Id).ShouldBe([.. fromConsumer, .. fromScope]);
    }

    [Fact]
    public async Task Work_that_ends_after_its_connection_was_closed_has_one_effect_and_the_process_reconnects()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var store = await Store.Create(servers, Database.PostgreSql);
        await using var host = await servers.CreateVirtualHostAsync("persistence", cancel);
        await using var process = await TestProcess.Start(store, settings => settings.OnRabbitMq(host.Uri));
        var (late, next) = (Guid.NewGuid(), Guid.NewGuid());
        var (begun, closed) = (new TaskCompletionSource(), new TaskCompletionSource());
        process.Behaviour.Work = (_, _) =>
        {
            begun.TrySetResult();
            return closed.Task;
        };

        await process.Publish(new DoWork(late));
        await begun.Task.WaitAsync(cancel);
        // The broker is asked, not the process: its client reports the end to one channel after the other, and waits
        // for the work of each.
        await host.CloseConnections(cancel);
        closed.SetResult();

        await host.HasConnection(cancel);
        await process.Publish(new DoWork(next));
        await process.Until(
            () => process.Inbound.All<WorkDone>().Any(done => done.Id == next),
            "the process has reconnected"
        );
        await process.Until(db => db.Effects.AnyAsync(effect => effect.Of == late), "the work is done");
        (await process.Read(db => db.Effects.CountAsync(effect => effect.Of == late, cancel))).ShouldBe(1);
    }
}

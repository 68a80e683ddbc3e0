using System.Net.Http.Json;
using EventDriven.Persistence.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using MassTransit.EntityFrameworkCoreIntegration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace EventDriven.Persistence.Tests;

/// <summary>
/// What RabbitMQ returns, refuses or closes a channel over, sent by a consumer behind the outbox among others that are
/// well.
/// </summary>
public sealed class When_the_broker_does_not_take_a_message(Servers servers)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory, EachCombination]
    public async Task A_command_that_no_queue_receives_is_tried_again_and_arrives_when_there_is_one(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var broker = await servers.CreateVirtualHostAsync("persistence", Cancelled);
        await using var process = await TestProcess.Start(store, settings => settings.OnRabbitMq(broker.Uri));
        var (bad, good) = (Guid.NewGuid(), Guid.NewGuid());
        Sends(process, bad, new Uri("exchange:nobody"));

        await process.Publish(new DoWork(bad));
        await process.Until(db => Failed(db, bad, tries: 1), "it is counted as a try");
        (await Row(process, bad)).LastError.ShouldNotBeNull().ShouldContain("returned");
        await process.Publish(new DoWork(good));
        await process.Until(() => Done(process, bad, good), "the others are not held up");

        await Put(broker, $"api/queues/{broker.Name}/somebody", new { durable = true });
        await Post(broker, $"api/bindings/{broker.Name}/e/nobody/q/somebody", new { });
        await process.Until(db => db.Outbox.AllAsync(row => row.MessageId != bad), "it is sent");
        (await Length(broker, "somebody")).ShouldBe(1);
    }

    [Theory, EachCombination]
    public async Task An_event_that_nobody_receives_is_no_failure(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var broker = await servers.CreateVirtualHostAsync("persistence", Cancelled);
        await using var process = await TestProcess.Start(store, settings => settings.OnRabbitMq(broker.Uri));
        var work = Guid.NewGuid();
        process.Behaviour.Work = (context, _) => context.Publish(new NobodyCares(work));

        await process.Publish(new DoWork(work));

        await process.Until(() => Done(process, work), "the other arrives");
        await process.Until(async db => !await db.Outbox.AnyAsync(), "no row is left");
        process.Log.At(LogLevel.Warning, "Outbox").ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_a_full_queue_refuses_delays_no_other_and_is_set_aside_with_its_reason()
    {
        await using var store = await Store.Create(servers, Database.PostgreSql);
        await using var broker = await servers.CreateVirtualHostAsync("persistence", Cancelled);
        await using var process = await TestProcess.Start(store, settings => settings.OnRabbitMq(broker.Uri));
        await broker.MakeFullQueue("full", Cancelled);
        var (bad, good) = (Guid.NewGuid(), Guid.NewGuid());
        Sends(process, bad, new Uri("exchange:full"));

        await process.Publish(new DoWork(bad));
        await process.Until(db => Failed(db, bad, tries: 2), "it is tried again");
        var refused = await Row(process, bad);
        refused.MayBreakChannel.ShouldBeFalse("the channel is sound: it is sent among the others");
        refused.LastError.ShouldNotBeNull().ShouldContain("rejected");
        await process.Publish(new DoWork(good));
        await process.Until(() => Done(process, bad, good), "the others are not held up");

        await SetAside(process, bad);
        (await Row(process, bad)).Attempts.ShouldBe(10);
        var line = process.Log.At(LogLevel.Error, "Relay").ShouldHaveSingleItem();
        line.ShouldContain(bad.ToString());
        line.ShouldContain((await Row(process, bad)).LastError.ShouldNotBeNull(), customMessage: "which, and why");
        line.ShouldNotContain("PublishException", customMessage: "a line with an outage's exception can be left out");
    }

    [Fact]
    public async Task One_that_is_too_large_is_set_aside_with_its_reason_and_costs_no_other_a_try()
    {
        await using var store = await Store.Create(servers, Database.PostgreSql);
        await using var broker = await servers.CreateVirtualHostAsync("persistence", Cancelled);
        await using var process = await TestProcess.Start(store, settings => settings.OnRabbitMq(broker.Uri));
        var bad = Guid.NewGuid();
        Guid[] good = [.. Enumerable.Range(0, 40).Select(_ => Guid.NewGuid())];
        process.Behaviour.Work = (context, _) =>
            context.Message.Id == bad
                ? context.Publish(new Parcelled(bad, new string('x', 17 << 20)), publish => publish.MessageId = bad)
                : Task.CompletedTask;

        // The channel that the large one closes is the one on which the others come and their messages leave.
        await Task.WhenAll([
            .. good.Take(20).Select(id => process.Publish(new DoWork(id))),
            process.Publish(new DoWork(bad)),
            .. good.Skip(20).Select(id => process.Publish(new DoWork(id))),
        ]);

        await process.Until(() => Done(process, [.. good, bad]), "all others arrive");
        await process.Until(db => Failed(db, bad, tries: 1), "it alone is counted");
        await SetAside(process, bad);
        (await Row(process, bad)).LastError.ShouldNotBeNull().ShouldContain("larger than");
        await process.Until(async db => await db.Outbox.CountAsync() == 1, "no other row is left");
        process.Log.At(LogLevel.Error, "Relay").ShouldHaveSingleItem("no other is set aside");
        (await process.Read(db => db.Effects.CountAsync())).ShouldBe(good.Length + 1, "each is consumed once");
        await process.Until(
            async () => await Length(broker, "work") == 0,
            "and acknowledged: what it broke does not come again and again"
        );
    }

    [Fact]
    public async Task One_for_an_exchange_of_another_type_is_tried_alone_from_then_on()
    {
        await using var store = await Store.Create(servers, Database.PostgreSql);
        await using var broker = await servers.CreateVirtualHostAsync("persistence", Cancelled);
        await using var process = await TestProcess.Start(store, settings => settings.OnRabbitMq(broker.Uri));
        await Put(broker, $"api/exchanges/{broker.Name}/other", new { type = "topic", durable = true });
        var (bad, good) = (Guid.NewGuid(), Guid.NewGuid());
        Sends(process, bad, new Uri("exchange:other"));

        await process.Publish(new DoWork(bad));
        await process.Until(db => Failed(db, bad, tries: 2), "it is tried again");
        await process.Publish(new DoWork(good));

        await process.Until(() => Done(process, bad, good), "the others are not held up");
        await SetAside(process, bad);
        await process.Until(async db => await db.Outbox.CountAsync() == 1, "no other row is left");
        var reason = (await Row(process, bad)).LastError.ShouldNotBeNull();
        reason.ShouldContain("inequivalent arg 'type'", customMessage: reason);
    }

    private static void Sends(TestProcess process, Guid bad, Uri address) =>
        process.Behaviour.Work = async (context, _) =>
        {
            if (context.Message.Id == bad)
                await context.Send(address, new Parcelled(bad, ""), send => send.MessageId = bad);
        };

    private static bool Done(TestProcess process, params Guid[] works) =>
        works.Except(process.Inbound.All<WorkDone>().Select(done => done.Id)).Any() is false;

    /// <summary>
    /// Whether so many tries have failed, and the next is still to come: a row that is being tried has a lease of 15
    /// seconds.
    /// </summary>
    private static Task<bool> Failed(OrdersDbContext db, Guid message, int tries) =>
        db.Outbox.AnyAsync(row =>
            row.MessageId == message
            && row.Attempts >= tries
            && row.LastError != null
            && row.VisibleTime < DateTime.UtcNow.AddSeconds(10)
        );

    /// <summary>
    /// Has the message come to its last try, which would be minutes from now, and waits until it is set aside.
    /// </summary>
    private static Task SetAside(TestProcess process, Guid message) =>
        process.Until(
            async db =>
            {
                await db
                    .Outbox.Where(row =>
                        row.MessageId == message && row.Attempts < 9 && row.VisibleTime < DateTime.UtcNow.AddSeconds(10)
                    )
                    .ExecuteUpdateAsync(set =>
                        set.SetProperty(row => row.Attempts, 9).SetProperty(row => row.VisibleTime, DateTime.UtcNow)
                    );
                return await db.Outbox.AnyAsync(row => row.MessageId == message && row.VisibleTime == null);
            },
            "it is set aside"
        );

    private static Task<OutboxMessage> Row(TestProcess process, Guid message) =>
        process.Read(db => db.Outbox.AsNoTracking().SingleAsync(row => row.MessageId == message));

    private static async Task<int> Length(TestVirtualHost broker, string queue)
    {
        // Asked of the queue itself: the counts of the management API lag behind. What is fetched is put back.
        var messages = await Post(
            broker,
            $"api/queues/{broker.Name}/{queue}/get",
            new
            {
                count = 10,
                ackmode = "ack_requeue_true",
                encoding = "auto",
            }
        );
        return (await messages.ReadFromJsonAsync<object[]>(Cancelled)).ShouldNotBeNull().Length;
    }

    private static async Task Put(TestVirtualHost broker, string path, object body)
    {
        using var answer = await broker.Management.PutAsJsonAsync(new Uri(path, UriKind.Relative), body, Cancelled);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<HttpContent> Post(TestVirtualHost broker, string path, object body)
    {
        var answer = await broker.Management.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, Cancelled);
        return answer.EnsureSuccessStatusCode().Content;
    }
}

using EventDriven.Conformance.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Conformance.Tests;

public sealed class When_a_batch_is_consumed(Servers servers)
{
    private const int Size = 4;

    [Theory, EachCombination]
    public async Task Its_effects_are_made_together(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store);
        var work = Enumerable.Range(0, Size).Select(_ => Guid.NewGuid()).ToList();

        await Task.WhenAll(work.Select(id => shop.Publish(new DoWork(id))));

        await shop.Until(() => shop.Seen.All<WorkDone>().Count == Size, "each message's work is announced");
        shop.Seen.All<WorkDone>().ShouldBe(work.Select(id => new WorkDone(id, "batch of 4")), ignoreOrder: true);
        (await shop.Read(db => db.Effects.Select(e => e.Of).ToListAsync())).ShouldBe(work, ignoreOrder: true);
    }

    [Theory, EachCombination]
    public async Task A_retry_leaves_nothing_of_the_failed_tries(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store);
        var tries = 0;
        shop.Script.Work = (_, _) =>
            ++tries == 1 ? throw new InvalidOperationException("Not yet.") : Task.CompletedTask;
        var work = Enumerable.Range(0, Size).Select(_ => Guid.NewGuid()).ToList();

        await Task.WhenAll(work.Select(id => shop.Publish(new DoWork(id))));

        await shop.Until(() => shop.Seen.All<WorkDone>().Count >= Size, "the second try succeeds");
        shop.Seen.All<WorkDone>().Select(done => done.Id).ShouldBe(work, ignoreOrder: true);
        (await shop.Read(db => db.Effects.Select(e => e.Of).ToListAsync())).ShouldBe(work, ignoreOrder: true);
        tries.ShouldBe(2);
    }

    [Theory, EachCombination]
    public async Task A_failure_is_published_for_each_message_and_nothing_is_kept(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store, retries: 0);
        shop.Script.Work = (_, _) => throw new InvalidOperationException("No.");
        var work = Enumerable.Range(0, Size).Select(_ => Guid.NewGuid()).ToList();

        await Task.WhenAll(work.Select(id => shop.Publish(new DoWork(id))));

        await shop.Until(() => shop.Seen.All<Fault<DoWork>>().Count == Size, "each message has its fault");
        shop.Seen.All<Fault<DoWork>>().Select(fault => fault.Message.Id).ShouldBe(work, ignoreOrder: true);
        (await shop.Read(db => db.Effects.CountAsync())).ShouldBe(0);
        shop.Seen.All<WorkDone>().ShouldBeEmpty();
    }

    private static Task<TestApplication> Start(Store store, int retries = 3) =>
        TestApplication.StartShop(store, setup =>
            setup
                .Bus(bus =>
                    bus.AddConsumer<BatchConsumer>(consumer =>
                            consumer.Options<BatchOptions>(options =>
                                options.SetMessageLimit(Size).SetTimeLimit(TimeSpan.FromMinutes(1))
                            )
                        )
                        .Endpoint(e => e.Name = "work")
                )
                .Observe<WorkDone>()
                .Observe<Fault<DoWork>>()
                .Retries = retries
        );

    public sealed class BatchConsumer(ShopDbContext db, Script script) : IConsumer<Batch<DoWork>>
    {
        public async Task Consume(ConsumeContext<Batch<DoWork>> context)
        {
            foreach (var message in context.Message)
            {
                db.Effects.Add(new Effect { What = "work", Of = message.Message.Id });
                await context.Publish(new WorkDone(message.Message.Id, $"batch of {context.Message.Length}"));
            }

            await script.Work(context.Message[0], db);
        }
    }
}

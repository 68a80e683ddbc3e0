using EventDriven.Conformance.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using MassTransit.EntityFrameworkCoreIntegration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Conformance.Tests;

public sealed class When_a_message_is_delivered_again(Servers servers)
{
    [Theory, EachCombination]
    public async Task It_has_no_second_effect(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup => setup.WithWork());
        var (work, messageId) = (Guid.NewGuid(), Guid.NewGuid());

        await shop.Publish(new DoWork(work), messageId);
        await shop.Sees<WorkDone>(done => done.Id == work, "the work is done");
        await shop.Publish(new DoWork(work), messageId);
        await shop.LaterWork();

        (await shop.Read(db => db.Effects.CountAsync(e => e.Of == work))).ShouldBe(1);
        shop.Seen.All<WorkDone>().Count(done => done.Id == work).ShouldBe(1);
    }

    [Theory, EachCombination]
    public async Task At_the_same_time_it_has_one_effect(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup => setup.WithWork().Retries = 50);
        var (work, messageId) = (Guid.NewGuid(), Guid.NewGuid());

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => shop.Publish(new DoWork(work), messageId)));
        await shop.Sees<WorkDone>(done => done.Id == work, "the work is done");
        await shop.LaterWork();

        (await shop.Read(db => db.Effects.CountAsync(e => e.Of == work))).ShouldBe(1);
        shop.Seen.All<WorkDone>().Count(done => done.Id == work).ShouldBe(1);
    }

    [Theory, EachCombination]
    public async Task It_moves_a_saga_once(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup => setup.WithOrders());
        var order = await shop.StartedOrder();
        var messageId = Guid.NewGuid();

        await shop.Publish(new ChangeOrder(order), messageId);
        await shop.Sees<OrderChanged>(changed => changed.Change == 1, "the order is changed");
        await shop.Publish(new ChangeOrder(order), messageId);
        await shop.Publish(new ChangeOrder(order));
        await shop.Sees<OrderChanged>(changed => changed.Change == 2, "a later message changes it again");

        (await shop.Read(db => db.Orders.SingleAsync())).Changes.ShouldBe(2);
        shop.Seen.All<OrderChanged>().Count.ShouldBe(2);
    }

    [Theory, EachCombination]
    public async Task Each_consumer_of_it_has_its_own_effect(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup =>
            setup
                .WithWork()
                .Bus(bus => bus.AddConsumer<SecondConsumer>().Endpoint(e => e.Name = "work"))
                .Bus(bus => bus.AddConsumer<ThirdConsumer>().Endpoint(e => e.Name = "elsewhere"))
        );
        var (work, messageId) = (Guid.NewGuid(), Guid.NewGuid());

        await shop.Publish(new DoWork(work), messageId);
        await shop.Until(db => AnyOfEach(db, work), "the consumers of one queue, and of another, have their effects");
        await shop.Publish(new DoWork(work), messageId);
        var later = await shop.LaterWork();
        await shop.Until(db => AnyOfEach(db, later), "a later message has its effects");

        (await shop.Read(db => db.Effects.Where(e => e.Of == work).Select(e => e.What).ToListAsync())).ShouldBe(
            ["work", "second", "third"],
            ignoreOrder: true
        );
    }

    [Theory, EachCombination]
    public async Task It_has_a_second_effect_when_the_window_has_passed(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(
            store,
            setup => setup.WithWork(),
            outbox => outbox.DuplicateDetectionWindow = TimeSpan.FromMilliseconds(100)
        );
        var (work, messageId) = (Guid.NewGuid(), Guid.NewGuid());

        await shop.Publish(new DoWork(work), messageId);
        await shop.Sees<WorkDone>(done => done.Id == work, "the work is done");
        await shop.Until(async db => !await db.Set<InboxState>().AnyAsync(), "it is forgotten");
        await shop.Publish(new DoWork(work), messageId);

        await shop.Until(async db => await db.Effects.CountAsync(e => e.Of == work) == 2, "the work is done again");
    }

    [Theory, EachCombination]
    public async Task It_is_never_forgotten_where_the_clean_up_is_left_to_others(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var cleanedStore = await Store.Create(servers, database);
        await cleanedStore.CreateTables<OtherDbContext>();
        var window = TimeSpan.FromMilliseconds(100);
        await using var shop = await TestApplication.StartShop(
            store,
            setup =>
            {
                setup.Services.AddDbContext<OtherDbContext>(cleanedStore.Use);
                setup
                    .WithWork()
                    .WithOutbox<OtherDbContext>(outbox => outbox.DuplicateDetectionWindow = window)
                    .Bus(bus => bus.AddConsumer<CleanedConsumer>().Endpoint(e => e.Name = "cleaned"));
                setup.Endpoint = (context, name, endpoint) =>
                {
                    if (name == "cleaned")
                        endpoint.UseEntityFrameworkOutbox<OtherDbContext>(context);
                    else
                        endpoint.UseEntityFrameworkOutbox<ShopDbContext>(context);
                };
            },
            outbox =>
            {
                outbox.DuplicateDetectionWindow = window;
                outbox.DisableInboxCleanupService();
            }
        );

        // The other context's clean-up is the clock: what it has removed, twice, this one's would have removed too.
        for (var round = 1; round <= 2; round++)
        {
            await shop.LaterWork();
            await shop.Until(
                () =>
                    cleanedStore.Read<OtherDbContext, bool>(async db =>
                        await db.Effects.CountAsync() == round && !await db.Set<InboxState>().AnyAsync()
                    ),
                "the other context has consumed it too, and forgotten it"
            );
        }

        (await shop.Read(db => db.Set<InboxState>().CountAsync())).ShouldBe(2);
    }

    private static async Task<bool> AnyOfEach(ShopDbContext db, Guid work) =>
        await db.Effects.CountAsync(e => e.Of == work) == 3;

    public sealed class SecondConsumer(ShopDbContext db) : IConsumer<DoWork>
    {
        public async Task Consume(ConsumeContext<DoWork> context) =>
            await db.Effects.AddAsync(new Effect { What = "second", Of = context.Message.Id });
    }

    public sealed class ThirdConsumer(ShopDbContext db) : IConsumer<DoWork>
    {
        public async Task Consume(ConsumeContext<DoWork> context) =>
            await db.Effects.AddAsync(new Effect { What = "third", Of = context.Message.Id });
    }

    public sealed class CleanedConsumer(OtherDbContext db) : IConsumer<DoWork>
    {
        public async Task Consume(ConsumeContext<DoWork> context) =>
            await db.Effects.AddAsync(new Effect { What = "cleaned", Of = context.Message.Id });
    }
}

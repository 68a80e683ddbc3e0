using EventDriven.Conformance.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using MassTransit.DependencyInjection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Conformance.Tests;

public sealed class When_contexts_share_a_bus(Servers servers)
{
    [Theory, EachCombination]
    public async Task Each_endpoint_keeps_to_its_own(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var otherStore = await Store.Create(servers, database);
        await using var shop = await Start(store, otherStore);
        var (work, messageId) = (Guid.NewGuid(), Guid.NewGuid());

        await shop.Publish(new DoWork(work), messageId);
        await shop.Sees<WorkDone>(
            done => done.Id == work && done.What == "other",
            "the other context's consumer follows the first"
        );
        await shop.Publish(new DoWork(work), messageId);
        await shop.LaterWork();

        (await store.Read<ShopDbContext, int>(db => db.Effects.CountAsync(e => e.Of == work))).ShouldBe(
            1,
            "its inbox knows the message"
        );
        (
            await otherStore.Read<OtherDbContext, List<string>>(db =>
                db.Effects.Where(e => e.Of == work).Select(e => e.What).ToListAsync()
            )
        ).ShouldBe(["other"]);
    }

    [Theory, EachCombination]
    public async Task A_scope_publishes_through_the_one_that_has_the_bus_outbox(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var otherStore = await Store.Create(servers, database);
        await using var shop = await Start(store, otherStore);
        var (kept, lost, later) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());

        await Publish(lost, scope => scope.GetRequiredService<OtherDbContext>().SaveChangesAsync());
        await Publish(kept, scope => scope.GetRequiredService<ShopDbContext>().SaveChangesAsync());

        await shop.Sees<WorkDone>(done => done.Id == kept, "saving the context sends what was published");
        await Publish(later, scope => scope.GetRequiredService<ShopDbContext>().SaveChangesAsync());
        await shop.Sees<WorkDone>(done => done.Id == later, "a later message arrives");
        shop.Seen.All<WorkDone>().ShouldNotContain(done => done.Id == lost, "another context's save sends nothing");

        Task Publish(Guid id, Func<IServiceProvider, Task<int>> save) =>
            shop.InScope(async scope =>
            {
                await scope.GetRequiredService<IPublishEndpoint>().Publish(new WorkDone(id, "other"));
                return await save(scope);
            });
    }

    [Theory, EachCombination]
    public async Task What_a_consumer_of_another_bus_publishes_is_stored_first(Database database)
    {
        await using var store = await Store.Create(servers, database);
        var (kept, lost) = (Guid.NewGuid(), Guid.NewGuid());
        await using var shop = await TestApplication.StartShop(
            store,
            setup =>
            {
                setup.WithWork();
                setup.Services.AddMassTransit<IOtherBus>(bus =>
                {
                    bus.AddConsumer<Relay>();
                    bus.UsingInMemory((context, transport) => transport.ConfigureEndpoints(context));
                });
            },
            outbox => outbox.UseBusOutbox()
        );
        var other = shop.Services.GetRequiredService<IOtherBus>();

        await other.Publish(new Relayed(lost, IsSaved: false), TestContext.Current.CancellationToken);
        await other.Publish(new Relayed(kept, IsSaved: true), TestContext.Current.CancellationToken);
        await shop.Sees<WorkDone>(done => done.Id == kept, "saving the context sends what was published");

        await shop.LaterWork();
        shop.Seen.All<WorkDone>().ShouldNotContain(done => done.Id == lost);
    }

    private static async Task<TestApplication> Start(Store store, Store otherStore)
    {
        await otherStore.CreateTables<OtherDbContext>();
        return await TestApplication.StartShop(
            store,
            setup =>
            {
                setup.Services.AddDbContext<OtherDbContext>(otherStore.Use);
                setup
                    .WithOutbox<OtherDbContext>()
                    .WithWork()
                    .Bus(bus => bus.AddConsumer<OtherConsumer>().Endpoint(e => e.Name = "other"));
                setup.Endpoint = (context, name, endpoint) =>
                {
                    if (name == "other")
                        endpoint.UseEntityFrameworkOutbox<OtherDbContext>(context);
                    else
                        endpoint.UseEntityFrameworkOutbox<ShopDbContext>(context);
                };
            },
            outbox => outbox.UseBusOutbox()
        );
    }

    public sealed class OtherConsumer(OtherDbContext db, IPublishEndpoint publish) : IConsumer<WorkDone>
    {
        public async Task Consume(ConsumeContext<WorkDone> context)
        {
            if (context.Message.What == "other")
                return;

            db.Effects.Add(new Effect { What = "other", Of = context.Message.Id });
            await publish.Publish(new WorkDone(context.Message.Id, "other"));
        }
    }

    public interface IOtherBus : IBus;

    public sealed record Relayed(Guid Id, bool IsSaved);

    public sealed class Relay(ShopDbContext db, Bind<IBus, IPublishEndpoint> shop) : IConsumer<Relayed>
    {
        public async Task Consume(ConsumeContext<Relayed> context)
        {
            await shop.Value.Publish(new WorkDone(context.Message.Id, "relayed"));
            if (context.Message.IsSaved)
                await db.SaveChangesAsync(context.CancellationToken);
        }
    }
}

using EventDriven.Conformance.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using MassTransit.EntityFrameworkCoreIntegration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Conformance.Tests;

public sealed class When_a_scope_publishes(Servers servers)
{
    [Theory, EachCombination]
    public async Task What_is_saved_is_sent(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store);
        var work = Guid.NewGuid();

        await Publish(shop, work, db => db.SaveChangesAsync());

        await shop.Sees<WorkDone>(done => done.Id == work, "it arrives");
        (await shop.Read(db => db.Effects.CountAsync(e => e.Of == work))).ShouldBe(1);
    }

    [Theory, EachCombination]
    public async Task What_is_not_saved_is_not_sent(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store);

        await Publish(shop, Guid.NewGuid(), _ => Task.FromResult(0));

        await OnlyALaterOneArrives(shop);
    }

    [Theory, EachCombination]
    public async Task What_is_committed_in_the_applications_transaction_is_sent(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store);
        var work = Guid.NewGuid();

        await Publish(shop, work, async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            var saved = await db.SaveChangesAsync();
            await transaction.CommitAsync();
            return saved;
        });

        await shop.Sees<WorkDone>(done => done.Id == work, "it arrives");
    }

    [Theory, EachCombination]
    public async Task What_is_rolled_back_is_not_sent(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store);

        await Publish(shop, Guid.NewGuid(), async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            var saved = await db.SaveChangesAsync();
            await transaction.RollbackAsync();
            return saved;
        });

        await OnlyALaterOneArrives(shop);
    }

    [Theory, EachCombination]
    public async Task Each_save_sends_what_came_before_it(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store);
        var (first, second, lost) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());

        await shop.InScope(async scope =>
        {
            var publish = scope.GetRequiredService<IPublishEndpoint>();
            var db = scope.GetRequiredService<ShopDbContext>();
            await publish.Publish(new WorkDone(first));
            await db.SaveChangesAsync();
            await publish.Publish(new WorkDone(second));
            await db.SaveChangesAsync();
            await publish.Publish(new WorkDone(lost));
            return 0;
        });

        await shop.Sees<WorkDone>(done => done.Id == first, "the first save sends the first");
        await shop.Sees<WorkDone>(done => done.Id == second, "the second save sends the second");
        await Publish(shop, Guid.NewGuid(), db => db.SaveChangesAsync());
        await shop.Until(() => shop.Seen.All<WorkDone>().Count >= 3, "a later one arrives");
        shop.Seen.All<WorkDone>().ShouldNotContain(done => done.Id == lost);
    }

    [Theory, EachCombination]
    public async Task A_message_to_a_queue_goes_the_same_way(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store);
        var (lost, kept) = (Guid.NewGuid(), Guid.NewGuid());

        await Send(lost, _ => Task.FromResult(0));
        await Send(kept, db => db.SaveChangesAsync());

        await shop.Sees<WorkDone>(done => done.Id == kept, "the consumer of the queue has done it");
        await shop.LaterWork();
        (await shop.Read(db => db.Effects.CountAsync(e => e.Of == lost))).ShouldBe(0);

        Task Send(Guid work, Func<ShopDbContext, Task<int>> save) =>
            shop.InScope(async scope =>
            {
                var endpoint = await scope
                    .GetRequiredService<ISendEndpointProvider>()
                    .GetSendEndpoint(new Uri("queue:work"));
                await endpoint.Send(new DoWork(work));
                return await save(scope.GetRequiredService<ShopDbContext>());
            });
    }

    [Theory, EachCombination]
    public async Task A_scheduled_message_goes_the_same_way(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store);
        var (lost, kept) = (Guid.NewGuid(), Guid.NewGuid());

        await Schedule(lost, _ => Task.FromResult(0));
        await Schedule(kept, db => db.SaveChangesAsync());

        await shop.Sees<WorkDone>(done => done.Id == kept, "it comes when it is due");
        await OnlyALaterOneArrives(shop, kept);

        Task Schedule(Guid work, Func<ShopDbContext, Task<int>> save) =>
            shop.InScope(async scope =>
            {
                await scope
                    .GetRequiredService<IMessageScheduler>()
                    .SchedulePublish(TimeSpan.FromMilliseconds(50), new WorkDone(work));
                return await save(scope.GetRequiredService<ShopDbContext>());
            });
    }

    [Theory, EachCombination]
    public async Task A_question_is_asked_at_once(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store);
        shop.Script.Work = (context, _) => context.RespondAsync(new WorkDone(context.Message.Id, "response"));
        var work = Guid.NewGuid();

        var response = await shop.InScope(scope =>
            scope
                .GetRequiredService<IRequestClient<DoWork>>()
                .GetResponse<WorkDone>(new DoWork(work), TestContext.Current.CancellationToken)
        );

        response.Message.ShouldBe(new WorkDone(work, "response"), "who waits for the response cannot save first");
    }

    [Theory, EachCombination]
    public async Task Filters_of_the_scope_see_it(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(
            store,
            setup =>
            {
                setup.Services.AddScoped<Tenant>();
                setup.WithWork();
                setup.Transport = (context, transport) => transport.UsePublishFilter(typeof(TenantFilter<>), context);
            },
            outbox => outbox.UseBusOutbox()
        );
        var work = Guid.NewGuid();

        await shop.InScope(async scope =>
        {
            scope.GetRequiredService<Tenant>().Name = "north";
            await scope.GetRequiredService<IPublishEndpoint>().Publish(new WorkDone(work));
            return await scope.GetRequiredService<ShopDbContext>().SaveChangesAsync();
        });

        var done = await shop.Sees<WorkDone>(done => done.Id == work, "it arrives");
        done.Headers.Get<string>("tenant").ShouldBe("north");
    }

    [Theory, EachCombination]
    public async Task Another_process_sends_it_where_this_one_is_not_to(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var api = await Start(store, bus => bus.DisableDeliveryService());
        var work = Guid.NewGuid();
        await Publish(api, work, db => db.SaveChangesAsync());

        await using var worker = await TestApplication.Start(store, setup =>
            setup.WithShop(outbox => outbox.UseBusOutbox()).Observe<WorkDone>()
        );

        await worker.Sees<WorkDone>(done => done.Id == work, "the process that delivers has sent it");
        api.Seen.All<WorkDone>().ShouldBeEmpty();
        worker.Seen.All<WorkDone>().Count.ShouldBe(1);
    }

    private static Task<TestApplication> Start(
        Store store,
        Action<IEntityFrameworkBusOutboxConfigurator>? configure = null
    ) =>
        TestApplication.StartShop(
            store,
            setup =>
            {
                setup.WithWork().Bus(bus => bus.AddRequestClient<DoWork>());
            },
            outbox => outbox.UseBusOutbox(configure)
        );

    private static Task<int> Publish(TestApplication shop, Guid work, Func<ShopDbContext, Task<int>> save) =>
        shop.InScope(async scope =>
        {
            var db = scope.GetRequiredService<ShopDbContext>();
            db.Effects.Add(new Effect { What = "published", Of = work });
            await scope.GetRequiredService<IPublishEndpoint>().Publish(new WorkDone(work));
            return await save(db);
        });

    private static async Task OnlyALaterOneArrives(TestApplication shop, params Guid[] known)
    {
        var later = Guid.NewGuid();
        await Publish(shop, later, db => db.SaveChangesAsync());
        await shop.Sees<WorkDone>(done => done.Id == later, "a later one arrives");
        shop.Seen.All<WorkDone>().Select(done => done.Id).ShouldBe([.. known, later]);
    }

    public sealed class Tenant
    {
        public string? Name { get; set; }
    }

    public sealed class TenantFilter<T>(Tenant tenant) : IFilter<PublishContext<T>>
        where T : class
    {
        public Task Send(PublishContext<T> context, IPipe<PublishContext<T>> next)
        {
            context.Headers.Set("tenant", tenant.Name);
            return next.Send(context);
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("tenant");
    }
}

using EventDriven.Persistence.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Persistence.Tests;

public sealed class When_publishing_outside_a_consumer(Servers servers)
{
    [Theory, OnEachDatabase]
    public async Task What_is_saved_is_published(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await Start(store);
        var work = Guid.NewGuid();

        await Publish(process, work, db => db.SaveChangesAsync());

        await process.Until(() => process.Inbound.All<WorkDone>().Any(done => done.Id == work), "it arrives");
        (await process.Read(db => db.Effects.CountAsync(e => e.Of == work))).ShouldBe(1);
    }

    [Theory, OnEachDatabase]
    public async Task What_is_not_saved_is_not_published(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await Start(store);

        await Publish(process, Guid.NewGuid(), _ => Task.FromResult(0));

        await OnlyALaterOneArrives(process);
    }

    [Theory, OnEachDatabase]
    public async Task What_is_committed_in_a_transaction_is_published(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await Start(store);
        var work = Guid.NewGuid();

        await Publish(process, work, async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
            return 0;
        });

        await process.Until(() => process.Inbound.All<WorkDone>().Any(done => done.Id == work), "it arrives");
    }

    [Theory, OnEachDatabase]
    public async Task What_is_rolled_back_is_not_published(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await Start(store);

        await Publish(process, Guid.NewGuid(), async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.SaveChangesAsync();
            await transaction.RollbackAsync();
            return 0;
        });

        await OnlyALaterOneArrives(process);
    }

    [Theory, OnEachDatabase]
    public async Task A_message_sent_to_a_queue_goes_the_same_way(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await Start(store);
        var work = Guid.NewGuid();

        await process.InScope(async scope =>
        {
            var endpoint = await scope.GetRequiredService<ISendEndpointProvider>().GetSendEndpoint(new Uri("queue:work"));
            await endpoint.Send(new DoWork(work));
            (await process.Read(db => db.Effects.CountAsync())).ShouldBe(0);
            return await scope.GetRequiredService<OrdersDbContext>().SaveChangesAsync();
        });

        await process.Until(db => db.Effects.AnyAsync(e => e.Of == work), "the queue's consumer gets it");
    }

    [Theory, OnEachDatabase]
    public async Task A_request_does_not_wait_for_a_save(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await TestProcess.Start(store, settings =>
        {
            settings.ConfigureOutbox = outbox => outbox.UseBusOutbox();
            settings.AddToBus = bus => bus.AddRequestClient<DoWork>();
        });
        var work = Guid.NewGuid();
        process.Behaviour.Work = (context, _) => context.RespondAsync(new WorkDone(work));

        var response = await process.InScope(scope =>
            scope.GetRequiredService<IRequestClient<DoWork>>().GetResponse<WorkDone>(new DoWork(work), TestContext.Current.CancellationToken));

        response.Message.Id.ShouldBe(work);
    }

    [Fact]
    public void A_second_context_of_one_bus_cannot_have_it()
    {
        var services = new ServiceCollection();

        var refusal = Should.Throw<ConfigurationException>(() => services.AddMassTransit(bus =>
        {
            bus.AddEntityFrameworkOutbox<OrdersDbContext>(outbox => outbox.UseBusOutbox());
            bus.AddEntityFrameworkOutbox<OtherDbContext>(outbox => outbox.UseBusOutbox());
        }));

        refusal.Message.ShouldContain(nameof(OrdersDbContext));
    }

    private static Task<TestProcess> Start(Store store) =>
        TestProcess.Start(store, settings => settings.ConfigureOutbox = outbox => outbox.UseBusOutbox());

    private static Task<int> Publish(TestProcess process, Guid work, Func<OrdersDbContext, Task<int>> finish) => process.InScope(async scope =>
    {
        var db = scope.GetRequiredService<OrdersDbContext>();
        db.Effects.Add(new Effect { What = "request", Of = work });
        await scope.GetRequiredService<IPublishEndpoint>().Publish(new WorkDone(work));
        return await finish(db);
    });

    private static async Task OnlyALaterOneArrives(TestProcess process)
    {
        var later = Guid.NewGuid();
        await Publish(process, later, db => db.SaveChangesAsync());
        await process.Until(() => process.Inbound.All<WorkDone>().Any(done => done.Id == later), "a later one arrives");
        process.Inbound.All<WorkDone>().ShouldBe([new WorkDone(later)]);
    }
}

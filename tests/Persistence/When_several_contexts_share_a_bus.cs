using EventDriven.Persistence.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Persistence.Tests;

public sealed class When_several_contexts_share_a_bus(Servers servers)
{
    [Theory, EachCombination]
    public async Task Each_endpoint_has_its_own(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var otherStore = await Store.Create(servers, database, "other");
        await using (var other = otherStore.Open())
            await other.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);

        await using var process = await TestProcess.Start(store, settings =>
        {
            settings.AddServices = services => services.AddDbContext<OtherDbContext>(otherStore.Use);
            settings.ConfigureOutbox = outbox => outbox.UseBusOutbox();
            settings.AddToBus = bus =>
            {
                bus.AddEntityFrameworkOutbox<OtherDbContext>(outbox =>
                    outbox.QueryDelay = TimeSpan.FromMilliseconds(100)
                );
                bus.AddConsumer<OtherConsumer>().Endpoint(e => e.Name = "other");
            };
            settings.UseOutbox = (context, name, endpoint) =>
            {
                if (name == "other")
                    endpoint.UseEntityFrameworkOutbox<OtherDbContext>(context);
                else
                    endpoint.UseEntityFrameworkOutbox<OrdersDbContext>(context);
            };
        });
        var work = Guid.NewGuid();

        await process.InScope(async scope =>
        {
            await scope.GetRequiredService<IPublishEndpoint>().Publish(new DoWork(work));
            return await scope.GetRequiredService<OrdersDbContext>().SaveChangesAsync();
        });

        await process.Until(
            () => process.Inbound.All<WorkDone>().Count == 2,
            "both the work and who follows it are announced"
        );
        (await store.Read(db => db.Effects.Select(e => e.What).ToListAsync())).ShouldBe(["work"]);
        (await otherStore.Read(db => db.Effects.Select(e => e.What).ToListAsync())).ShouldBe(["other"]);
        (await store.Read(db => db.Inbox.CountAsync())).ShouldBe(1);
        await process.Until(
            () => otherStore.Read(db => db.Inbox.CountAsync()).Result == 2,
            "the other endpoint has handled both announcements"
        );
    }

    [Fact]
    public void A_second_one_cannot_have_the_bus_outbox()
    {
        var services = new ServiceCollection();

        var refusal = Should.Throw<ConfigurationException>(() =>
            services.AddMassTransit(bus =>
            {
                bus.AddEntityFrameworkOutbox<OrdersDbContext>(outbox => outbox.UseBusOutbox());
                bus.AddEntityFrameworkOutbox<OtherDbContext>(outbox => outbox.UseBusOutbox());
            })
        );

        refusal.Message.ShouldContain(nameof(OrdersDbContext));
    }

    public sealed class OtherConsumer(OtherDbContext db, IPublishEndpoint publish) : IConsumer<WorkDone>
    {
        public async Task Consume(ConsumeContext<WorkDone> context)
        {
            if (await db.Effects.AnyAsync())
                return;

            db.Effects.Add(new Effect { What = "other", Of = context.Message.Id });
            await publish.Publish(new WorkDone(Guid.NewGuid()));
        }
    }
}

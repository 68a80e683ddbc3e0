using EventDriven.Conformance.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using MassTransit.Courier.Contracts;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Conformance.Tests;

public sealed class When_a_routing_slip_runs(Servers servers)
{
    [Theory, EachCombination]
    public async Task Its_activities_have_their_effects(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store);
        var slip = Slip(Guid.NewGuid(), fails: false);

        await shop.Bus.Execute(slip);

        await shop.Sees<RoutingSlipCompleted>(
            completed => completed.TrackingNumber == slip.TrackingNumber,
            "the slip is completed"
        );
        (await Effects(shop, slip)).ShouldBe(["reserved", "shipped"]);
    }

    [Theory, EachCombination]
    public async Task A_failure_is_compensated(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store);
        var slip = Slip(Guid.NewGuid(), fails: true);

        await shop.Bus.Execute(slip);

        await shop.Sees<RoutingSlipFaulted>(
            faulted => faulted.TrackingNumber == slip.TrackingNumber,
            "the slip has failed"
        );
        (await Effects(shop, slip)).ShouldBe(["reserved", "released"]);
    }

    [Theory, EachCombination]
    public async Task It_begins_with_the_commit_of_the_consumer_that_starts_it(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store);
        var (abandoned, slip) = (Slip(Guid.NewGuid(), fails: false), Slip(Guid.NewGuid(), fails: false));
        var tries = 0;
        shop.Script.Work = async (context, _) =>
        {
            await context.Execute(++tries == 1 ? abandoned : slip);
            if (tries == 1)
                throw new InvalidOperationException("Not yet.");
        };

        await shop.Publish(new DoWork(Guid.NewGuid()));

        await shop.Sees<RoutingSlipCompleted>(
            completed => completed.TrackingNumber == slip.TrackingNumber,
            "the second try's slip is completed"
        );
        (await Effects(shop, abandoned)).ShouldBeEmpty("the first try's never began");
    }

    [Theory, EachCombination]
    public async Task Its_end_is_consumed_behind_the_inbox(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store);
        var slip = Slip(Guid.NewGuid(), fails: false);

        await shop.Bus.Execute(slip);
        var completed = await shop.Sees<RoutingSlipCompleted>(
            completed => completed.TrackingNumber == slip.TrackingNumber,
            "the slip is completed"
        );
        await shop.Until(db => db.Effects.AnyAsync(e => e.What == "completed"), "its end is consumed");
        await shop.Publish(completed.Message, completed.MessageId);
        var later = Slip(Guid.NewGuid(), fails: false);
        await shop.Bus.Execute(later);
        await shop.Until(
            db => db.Effects.AnyAsync(e => e.Of == later.TrackingNumber && e.What == "completed"),
            "a later one's end is consumed"
        );

        (
            await shop.Read(db => db.Effects.CountAsync(e => e.Of == slip.TrackingNumber && e.What == "completed"))
        ).ShouldBe(1);
    }

    private static Task<TestApplication> Start(Store store) => TestApplication.StartShop(store, setup => setup
                .WithWork()
                .Observe<RoutingSlipCompleted>()
                .Observe<RoutingSlipFaulted>()
                .Bus(bus =>
                {
                    bus.AddActivity<ReserveActivity, ReserveArguments, ReserveLog>()
                        .ExecuteEndpoint(e => e.Name = "reserve")
                        .CompensateEndpoint(e => e.Name = "release");
                    bus.AddExecuteActivity<ShipActivity, ShipArguments>().Endpoint(e => e.Name = "ship");
                    bus.AddConsumer<CompletedConsumer>().Endpoint(e => e.Name = "completed");
                })
                .Retries = 2);

    private static RoutingSlip Slip(Guid trackingNumber, bool fails)
    {
        var builder = new RoutingSlipBuilder(trackingNumber);
        builder.AddActivity("reserve", new Uri("queue:reserve"), new { });
        builder.AddActivity("ship", new Uri("queue:ship"), new { Fails = fails });
        return builder.Build();
    }

    private static Task<List<string>> Effects(TestApplication shop, RoutingSlip slip) =>
        shop.Read(db =>
            db.Effects.Where(e => e.Of == slip.TrackingNumber && e.What != "completed")
                .OrderBy(e => e.Id)
                .Select(e => e.What)
                .ToListAsync()
        );

    public sealed record ReserveArguments;

    public sealed record ReserveLog(Guid Of);

    public sealed record ShipArguments(bool Fails);

    public sealed class ReserveActivity(ShopDbContext db) : IActivity<ReserveArguments, ReserveLog>
    {
        public async Task<ExecutionResult> Execute(ExecuteContext<ReserveArguments> context)
        {
            db.Effects.Add(new Effect { What = "reserved", Of = context.TrackingNumber });
            await db.SaveChangesAsync(context.CancellationToken);
            return context.Completed(new ReserveLog(context.TrackingNumber));
        }

        public async Task<CompensationResult> Compensate(CompensateContext<ReserveLog> context)
        {
            db.Effects.Add(new Effect { What = "released", Of = context.Log.Of });
            await db.SaveChangesAsync(context.CancellationToken);
            return context.Compensated();
        }
    }

    public sealed class ShipActivity(ShopDbContext db) : IExecuteActivity<ShipArguments>
    {
        public async Task<ExecutionResult> Execute(ExecuteContext<ShipArguments> context)
        {
            if (context.Arguments.Fails)
                return context.Faulted(new InvalidOperationException("No."));

            db.Effects.Add(new Effect { What = "shipped", Of = context.TrackingNumber });
            await db.SaveChangesAsync(context.CancellationToken);
            return context.Completed();
        }
    }

    public sealed class CompletedConsumer(ShopDbContext db) : IConsumer<RoutingSlipCompleted>
    {
        public async Task Consume(ConsumeContext<RoutingSlipCompleted> context) =>
            await db.Effects.AddAsync(new Effect { What = "completed", Of = context.Message.TrackingNumber });
    }
}

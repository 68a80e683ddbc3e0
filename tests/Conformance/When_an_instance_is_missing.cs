using EventDriven.Conformance.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Conformance.Tests;

public sealed class When_an_instance_is_missing(Servers servers)
{
    [Theory, EachCombination]
    public async Task Nothing_happens_by_default(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store, null);

        await shop.Publish(new ChangeOrder(Guid.NewGuid()));

        await NothingHappened(shop);
    }

    [Theory, EachCombination]
    public async Task A_discarded_message_does_nothing(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store, missing => missing.Discard());

        await shop.Publish(new ChangeOrder(Guid.NewGuid()));

        await NothingHappened(shop);
    }

    [Theory, EachCombination]
    public async Task A_message_that_must_find_it_faults_as_a_sagas(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store, missing => missing.Fault());
        var order = Guid.NewGuid();

        await shop.Publish(new ChangeOrder(order));

        var fault = await shop.Sees<Fault<ChangeOrder>>(
            fault => fault.Message.OrderId == order,
            "a fault is published"
        );
        fault.Message.Exceptions.ShouldHaveSingleItem().ExceptionType.ShouldBe(typeof(SagaException).FullName);
    }

    [Theory, EachCombination]
    public async Task What_is_executed_instead_sends_through_the_outbox(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store, missing =>
            missing.ExecuteAsync(context => context.Publish(new OrderMissing(context.Message.OrderId)))
        );
        var (order, messageId) = (Guid.NewGuid(), Guid.NewGuid());

        await shop.Publish(new ChangeOrder(order), messageId);
        await shop.Sees<OrderMissing>(missing => missing.OrderId == order, "the message says so");
        await shop.Publish(new ChangeOrder(order), messageId);
        await shop.Publish(new ChangeOrder(Guid.NewGuid()));

        await shop.Sees<OrderMissing>(missing => missing.OrderId != order, "a later message is handled");
        shop.Seen.All<OrderMissing>()
            .Count(missing => missing.OrderId == order)
            .ShouldBe(1, "the inbox knows the message although no instance was there");
    }

    [Theory, EachCombination]
    public async Task A_message_that_is_redelivered_finds_it_later(Database database)
    {
        await using var store = await Store.Create(servers, database);
        var arrivals = 0;
        await using var shop = await TestApplication.StartShop(store, setup =>
        {
            setup.WithOrders();

            // The inbox keeps the message that found nothing, and takes the one that is redelivered for its duplicate:
            // that is without an inbox.
            setup.Endpoint = (context, _, endpoint) => endpoint.UseInMemoryOutbox(context);
            setup.Script.MissingOrder = missing =>
                missing.Redeliver(redelivery => redelivery.Interval(1000, TimeSpan.FromMilliseconds(20)));
            setup.OutsideRetries = endpoint => endpoint.UseExecute(_ => Interlocked.Increment(ref arrivals));
        });
        var order = Guid.NewGuid();

        await shop.Publish(new ChangeOrder(order));
        await shop.Until(() => Volatile.Read(ref arrivals) >= 3, "it is delivered again while there is no instance");
        await shop.Publish(new StartOrder(order));

        await shop.Sees<OrderChanged>(changed => changed.OrderId == order, "it finds the instance");
        (await shop.Read(db => db.Orders.SingleAsync())).Changes.ShouldBe(1);
        shop.Seen.All<Fault<ChangeOrder>>().ShouldBeEmpty();
    }

    private static Task<TestApplication> Start(
        Store store,
        Func<IMissingInstanceConfigurator<Order, ChangeOrder>, IPipe<ConsumeContext<ChangeOrder>>>? policy
    ) => TestApplication.StartShop(store, setup =>
        {
            setup.WithOrders().Retries = 0;
            setup.Script.MissingOrder = policy;
        });

    private static async Task NothingHappened(TestApplication shop)
    {
        var order = await shop.StartedOrder();
        await shop.Publish(new ChangeOrder(order));
        await shop.Sees<OrderChanged>(changed => changed.OrderId == order, "a later message is handled");
        shop.Seen.All<Fault<ChangeOrder>>().ShouldBeEmpty();
        shop.Seen.All<OrderMissing>().ShouldBeEmpty();
        (await shop.Read(db => db.Orders.CountAsync())).ShouldBe(1);
    }
}

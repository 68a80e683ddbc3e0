using EventDriven.Persistence.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Persistence.Tests;

public sealed class When_an_order_is_missing(Servers servers)
{
    [Theory, OnEachDatabase]
    public async Task The_event_does_what_its_policy_says(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await TestProcess.Start(store, settings => settings.WithOrders());
        var order = Guid.NewGuid();

        await process.Publish(new ChangeOrder(order));

        await process.Until(() => process.Inbound.All<OrderMissing>().Any(missing => missing.OrderId == order), "the policy's message comes through the outbox");
        (await process.Read(db => db.Inbox.CountAsync())).ShouldBe(1);
    }

    [Theory, OnEachDatabase]
    public async Task An_event_that_must_find_it_faults(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await TestProcess.Start(store, settings => settings.WithOrders().Retries = 1);
        var order = Guid.NewGuid();

        await process.Publish(new FinishOrder(order));

        await process.Until(() => process.Inbound.All<Fault<FinishOrder>>().Any(fault => fault.Message.OrderId == order), "a fault is published");
        (await process.Read(db => db.Inbox.CountAsync())).ShouldBe(0, "a message that failed can be delivered again");
    }
}

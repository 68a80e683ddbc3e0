using EventDriven.Persistence.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Persistence.Tests;

public sealed class When_an_order_is_under_way(Servers servers)
{
    private const int Many = 50;

    [Theory, EachCombination]
    public async Task Concurrent_changes_lose_nothing(Database database, ConcurrencyMode mode)
    {
        await using var store = await Store.Create(servers, database);
        // Who holds the row loses to nobody: the pessimistic mode must do without any retry.
        await using var process = await TestProcess.Start(store, settings =>
            settings.WithOrders(mode).Retries = mode == ConcurrencyMode.Optimistic ? 200 : 0
        );
        var order = await Started(process);

        await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => process.Publish(new ChangeOrder(order))));

        await process.Until(db => db.Orders.AnyAsync(o => o.Changes == Many), "each change is counted");
        (await process.Read(db => db.Set<OrderEntry>().CountAsync())).ShouldBe(Many + 1);
        await process.Until(() => process.Inbound.All<OrderChanged>().Count == Many, "each change is announced");
        process
            .Inbound.All<OrderChanged>()
            .Select(changed => changed.Change)
            .ShouldBe(Enumerable.Range(1, Many), ignoreOrder: true);
    }

    [Theory, EachCombination]
    public async Task A_read_only_event_changes_nothing(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await TestProcess.Start(store, settings => settings.WithOrders());
        var order = await Started(process);

        var client = process.Bus.CreateRequestClient<LookAtOrder>();
        var answer = await client.GetResponse<OrderView>(new LookAtOrder(order), TestContext.Current.CancellationToken);

        answer.Message.Changes.ShouldBe(1, "the handler itself saw its change");
        var stored = await process.Read(db => db.Orders.Include(o => o.Entries).SingleAsync());
        stored.Changes.ShouldBe(0);
        stored.Entries.Count.ShouldBe(1);
    }

    private static async Task<Guid> Started(TestProcess process)
    {
        var order = Guid.NewGuid();
        await process.Publish(new StartOrder(order));
        await process.Until(db => db.Orders.AnyAsync(o => o.CorrelationId == order), "the order is started");
        return order;
    }
}

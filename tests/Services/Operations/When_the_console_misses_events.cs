using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Orchestrator;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

/// <summary>The saga's events did not all reach the console, which runs beside the Orchestrator here.</summary>
public sealed class When_the_console_misses_events(Servers servers)
{
    private readonly Guid _orderId = Guid.NewGuid();

    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task An_order_that_it_never_heard_of_is_added(string database)
    {
        await using var console = await OrdersConsole.StartAsync(database, servers, new OrchestratorService());
        await Book(console);
        var before = await console.Order(_orderId);
        await Forget(console);

        await console.Reconcile();

        var order = await console.Order(_orderId);
        // The saga's database has the deadline by its own clock.
        order.WaitsUntil.ShouldNotBeNull().ShouldBe(before.WaitsUntil!.Value, TimeSpan.FromSeconds(1));
        order.StuckAt.ShouldNotBeNull().ShouldBe(before.StuckAt!.Value, TimeSpan.FromSeconds(1));
        (order.WaitsUntil, order.StuckAt) = (before.WaitsUntil, before.StuckAt);
        order.ShouldBeEquivalentTo(before);
        (await Sequences(console)).ShouldBe([1, 2, 3]);
        (await console.Query(db => db.TrackedLines.CountAsync(line => line.OrderId == _orderId))).ShouldBe(1);
    }

    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task A_missing_entry_is_added(string database)
    {
        await using var console = await OrdersConsole.StartAsync(database, servers, new OrchestratorService());
        await Book(console);
        var told = (await console.History(_orderId)).ShouldNotBeNull().Entries;
        await Forget(console);
        await console.Hears(told[0], told[2]);
        (await console.Order(_orderId)).Missing.ShouldBe(1);

        await console.Reconcile();

        (await console.Order(_orderId)).Missing.ShouldBe(0);
        (await Sequences(console)).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task An_order_without_news_goes_on()
    {
        await using var console = await OrdersConsole.StartAsync(new OrchestratorService());
        await Book(console);
        var told = (await console.History(_orderId)).ShouldNotBeNull().Entries;
        await Forget(console);
        await console.Hears(told[0]);

        await console.Reconcile();

        var order = await console.Order(_orderId);
        (order.State, order.Sequence, order.Step).ShouldBe(("BookingShipment", 3, "BookShipment"));
    }

    [Fact]
    public async Task An_order_that_the_saga_does_not_know_stays()
    {
        await using var console = await OrdersConsole.StartAsync(new OrchestratorService());
        await console.Hears(Told.Booking(_orderId));

        await console.Reconcile();

        (await console.History(_orderId)).ShouldBeNull();
        (await console.Order(_orderId)).State.ShouldBe("BookingShipment");
    }

    private async Task Book(OrdersConsole console)
    {
        await console.Publish(Told.Submit(_orderId));
        await Heard(console, 1);
        await console.Publish(
            new StockReserved
            {
                OrderId = _orderId,
                Total = new() { Amount = 59.8m, Currency = "EUR" },
                Lines = [],
            }
        );
        await Heard(console, 2);
        await console.Publish(new PaymentAuthorised { OrderId = _orderId, AuthorisationId = "auth-1" });
        await Heard(console, 3);
    }

    private Task Heard(OrdersConsole console, int sequence) =>
        Eventually.Holds(() =>
            console.Query(db =>
                db.TrackedOrders.AnyAsync(order => order.OrderId == _orderId && order.Sequence == sequence)
            )
        );

    private Task<int> Forget(OrdersConsole console) =>
        console.Query(async db =>
        {
            await db.HistoryEntries.Where(entry => entry.OrderId == _orderId).ExecuteDeleteAsync();
            await db.TrackedLines.Where(line => line.OrderId == _orderId).ExecuteDeleteAsync();
            return await db.TrackedOrders.Where(order => order.OrderId == _orderId).ExecuteDeleteAsync();
        });

    private Task<List<int>> Sequences(OrdersConsole console) =>
        console.Query(db =>
            db.HistoryEntries.Where(entry => entry.OrderId == _orderId)
                .OrderBy(entry => entry.Sequence)
                .Select(entry => entry.Sequence)
                .ToListAsync()
        );
}

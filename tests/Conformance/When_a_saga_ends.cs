using EventDriven.Conformance.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Conformance.Tests;

public sealed class When_a_saga_ends(Servers servers)
{
    [Theory, EachCombination]
    public async Task Its_row_and_what_belongs_to_it_are_removed_when_final_means_completed(
        Database database,
        ConcurrencyMode mode
    )
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup =>
            setup.WithOrders(mode, repository =>
                repository.CustomizeQuery(orders => orders.Include(order => order.Entries))
            )
        );
        var order = await shop.StartedOrder();

        await shop.Publish(new CloseOrder(order));

        await shop.Until(async db => !await db.Orders.AnyAsync(), "the instance is gone");
        (await shop.Read(db => db.Set<OrderEntry>().CountAsync())).ShouldBe(0);
        await shop.Publish(new StartOrder(order));
        await shop.Until(
            db => db.Orders.AnyAsync(o => o.CorrelationId == order && o.Starts == 1),
            "the same id begins anew"
        );
    }

    [Theory, EachCombination]
    public async Task Its_row_stays_in_the_final_state_otherwise(Database database, ConcurrencyMode mode)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup =>
        {
            setup.WithOrders(mode);
            setup.Script.CompletesWhenFinal = false;
        });
        var order = await shop.StartedOrder();

        await shop.Publish(new CloseOrder(order));

        await shop.Until(
            db => db.Orders.AnyAsync(o => o.CorrelationId == order && o.CurrentState == "Final"),
            "the instance is kept, in its final state"
        );
    }

    [Theory, EachCombination]
    public async Task Its_state_was_kept_as_text_or_as_a_number(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup =>
            setup
                .WithOrders()
                .WithSaga<ParcelStateMachine, Parcel>("parcels", repository =>
                    repository.ExistingDbContext<ShopDbContext>()
                )
        );

        var order = await shop.StartedOrder();

        (await shop.Read(db => db.Orders.SingleAsync())).CurrentState.ShouldBe("Open");
        await shop.Until(db => db.Parcels.AnyAsync(parcel => parcel.CorrelationId == order), "the parcel is stored");
        (await shop.Read(db => db.Parcels.SingleAsync())).CurrentState.ShouldBe(
            3,
            "what every machine has come before the first state of its own"
        );
    }
}

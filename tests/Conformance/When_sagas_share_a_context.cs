using EventDriven.Conformance.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Conformance.Tests;

public sealed class When_sagas_share_a_context(Servers servers)
{
    [Theory, EachCombination]
    public async Task One_event_moves_each_of_them(Database database, ConcurrencyMode mode)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup => setup
                .WithOrders(mode)
                .WithSaga<ParcelStateMachine, Parcel>("parcels", repository =>
                {
                    repository.ConcurrencyMode = mode;
                    repository.ExistingDbContext<ShopDbContext>();
                }));

        var order = await shop.StartedOrder();
        await shop.Until(
            db => db.Parcels.AnyAsync(parcel => parcel.CorrelationId == order),
            "the parcel's saga follows the order's"
        );
        await shop.Publish(new CloseOrder(order));

        await shop.Until(db => db.Orders.AllAsync(o => o.CorrelationId != order), "the order ends");
        await shop.Until(
            db => db.Parcels.AnyAsync(parcel => parcel.CorrelationId == order && parcel.CurrentState == 4),
            "the parcel is sent"
        );
    }

    [Theory, EachCombination]
    public async Task Those_added_by_their_type_are_kept_in_it(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup => setup
                .WithOrders()
                .Bus(bus =>
                {
                    bus.SetEntityFrameworkSagaRepositoryProvider(repository =>
                    {
                        store.Tell(repository);
                        repository.ExistingDbContext<ShopDbContext>();
                    });
                    bus.AddSagaStateMachine(typeof(ParcelStateMachine));
                }));

        var order = await shop.StartedOrder();

        await shop.Until(db => db.Parcels.AnyAsync(parcel => parcel.CorrelationId == order), "the parcel is stored");
    }

    [Theory, EachCombination]
    public async Task One_without_a_state_machine_is_kept_alike(Database database, ConcurrencyMode mode)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup => setup
                .Observe<WorkDone>()
                .Bus(bus =>
                    bus.AddSaga<Account>()
                        .EntityFrameworkRepository(repository =>
                        {
                            store.Tell(repository);
                            repository.ConcurrencyMode = mode;
                            repository.ExistingDbContext<ShopDbContext>();
                        })
                ));
        var account = Guid.NewGuid();

        await shop.Publish(new OpenAccount(account, "A-1"));
        await shop.Until(
            db => db.Accounts.AnyAsync(a => a.CorrelationId == account),
            "the message that initiates makes the instance"
        );
        await shop.Publish(new DebitAccount(account));
        await shop.Sees<WorkDone>(
            done => done.Id == account && done.What == "debited",
            "the message that it orchestrates reaches it"
        );
        await shop.Publish(new ChangeOrdersOfNumber("A-1"));

        await shop.Until(
            db => db.Accounts.AnyAsync(a => a.Debits == 1 && a.Changes == 1),
            "what it observes finds it by its expression"
        );
    }
}

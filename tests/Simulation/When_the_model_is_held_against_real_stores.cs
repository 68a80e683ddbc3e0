using EventDriven.Explorer;
using EventDriven.Explorer.Search;
using EventDriven.Explorer.Stores;
using EventDriven.Explorer.Worlds;
using EventDriven.Sagas;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Simulation.Tests;

/// <summary>The same schedules, played by the explorer's model and by the services on their databases.</summary>
public sealed class When_the_model_is_held_against_real_stores(Servers servers)
{
    private static readonly Lazy<IReadOnlyList<Schedule>> Schedules = new(() => Sample.Choose(seed: 1, count: 100));

    [Fact]
    public Task They_end_alike_on_SQLite() => EndAlike(server: null);

    [Fact]
    public async Task They_end_alike_on_PostgreSQL() =>
        await EndAlike(await servers.PostgresAsync(TestContext.Current.CancellationToken));

    [Fact]
    public void The_schedules_have_each_kind_of_order_and_of_move()
    {
        Schedules.Value.Select(schedule => schedule.Scenario.Kind).Distinct().Count().ShouldBe(OrderKind.All.Count);
        Schedules
            .Value.SelectMany(schedule => schedule.Moves)
            .Select(move => move.Kind)
            .Distinct()
            .ShouldBe(
                Enum.GetValues<MoveKind>()
                    // No life of the sample has a restore: the real stores are not restored.
                    .Except([MoveKind.BackUp, MoveKind.Restore, MoveKind.SubmitAgain]),
                ignoreOrder: true
            );
    }

    [Fact]
    public async Task A_difference_is_reported_with_a_short_schedule()
    {
        await using var stores = await RealStores.Start(server: null);
        await stores.Orders.Query(
            (OrdersDbContext db) =>
                db.Database.ExecuteSqlRawAsync(
                    "CREATE TRIGGER Forget AFTER INSERT ON InboxState BEGIN DELETE FROM InboxState; END"
                )
        );

        var schedule = Schedule.Parse(
            """
            order completes 1 0 0 0 1
            Repeat SubmitOrder#1@orders
            Deliver SubmitOrder#1@orders
            Deliver ReserveStock#1@inventory
            Deliver SubmitOrder#1@orders
            Deliver StockReserved#1@orders
            Deliver AuthorisePayment#1@payments
            Deliver PaymentAuthorised#1@orders
            """
        );
        var failed = await new StoreComparison(stores).Run([schedule]);

        failed.ShouldNotBeNull("the store keeps no inbox rows");
        failed.Finding!.Message.ShouldContain("stores: inbox: 0 rows");
        failed.Schedule.Moves.ShouldBe([new Move(MoveKind.Deliver, "SubmitOrder#1@orders")]);
    }

    private static async Task EndAlike(string? server)
    {
        await using var stores = await RealStores.Start(server);
        var comparison = new StoreComparison(stores);

        var failed = await comparison.Run(Schedules.Value);

        (failed is null).ShouldBeTrue(failed is null ? "" : Report.Of(failed));
        When_orders_live_at_random
            .Handled.Except(comparison.Coverage.Handled)
            .ShouldBeEmpty("the schedules meet each event in each state that handles it");
    }
}

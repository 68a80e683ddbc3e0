using EventDriven.Explorer.Running;
using EventDriven.Explorer.Search;
using EventDriven.Explorer.Worlds;
using EventDriven.Sagas;

namespace EventDriven.Simulation.Tests;

public sealed class When_a_world_is_copied
{
    [Fact]
    public void A_move_in_one_does_not_change_the_other()
    {
        var player = new Player(new Coverage());
        for (var stream = 1u; stream <= 50; stream++)
        {
            var schedule = RandomWalk.Run(player, seed: 5, stream).Schedule;
            var world = World.Begin(schedule.Scenario);
            foreach (var move in schedule.Moves)
            {
                var before = Fingerprint.Of(world);
                var copy = world.Copy();
                Fingerprint.Of(copy).ShouldBe(before, "a copy is equal");
                player.Make(copy, move).ShouldBeNull();
                Fingerprint.Of(world).ShouldBe(before, $"{move} was made in a copy");
                world = copy;
            }
        }
    }

    [Fact]
    public void An_order_is_loaded_with_every_column_and_no_history()
    {
        var world = World.Begin(new Scenario { Kind = OrderKind.Completes, Budget = new Budget(0, 0, 0, 0) });
        var player = new Player(new Coverage());
        player.Make(world, new Move(MoveKind.Deliver, "SubmitOrder#1@orders")).ShouldBeNull();

        var copy = Rows.CopyOrder(world.Saga.Order!);

        copy.ShouldNotBeSameAs(world.Saga.Order);
        foreach (var column in typeof(OrderState).GetProperties().Where(property => property.CanWrite))
            column.GetValue(copy).ShouldBe(column.GetValue(world.Saga.Order), column.Name);
        copy.History.ShouldBeEmpty();
    }
}

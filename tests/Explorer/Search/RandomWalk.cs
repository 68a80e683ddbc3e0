using CsCheck;
using EventDriven.Explorer.Checks;
using EventDriven.Explorer.Worlds;

namespace EventDriven.Explorer.Search;

/// <summary>One order's life with random moves, until the order has ended and nothing is on its way.</summary>
internal static class RandomWalk
{
    // Longer than any life within the budgets.
    private const int MostMoves = 5_000;

    /// <param name="stream">The number of the walk: with the seed, it decides every move.</param>
    /// <param name="withRestore">Whether the saga's database is restored once.</param>
    public static Played Run(Player player, ulong seed, uint stream, bool withRestore = false)
    {
        var random = new PCG(stream, seed);
        var scenario = ScenarioOf(random) with { WithRestore = withRestore };
        var world = World.Begin(scenario);
        List<Move> made = [];
        while (made.Count < MostMoves)
        {
            var moves = PossibleMoves.Of(world);
            if (moves.Count == 0 || (AtRest.IsReached(world) && HasEnded(world, random)))
                break;

            var move = Choose(moves, random);
            made.Add(move);
            if (player.Make(world, move) is { } finding)
                return new Played(new Schedule(scenario, made), world, finding);
        }

        var stuck =
            world.NeedsPeople || AtRest.IsReached(world)
                ? null
                : new Finding($"After {made.Count} moves the order is {world.Saga.State} and has not come to rest.");
        return new Played(new Schedule(scenario, made), world, stuck);
    }

    private static Scenario ScenarioOf(PCG random) =>
        new()
        {
            Kind = OrderKind.All[Below(random, OrderKind.All.Count)],
            Budget = new Budget(
                Faults: Below(random, 9),
                Deadlines: Below(random, 7),
                Cancels: Below(random, 3),
                Actions: Below(random, 5)
            ),
            MaxAttempts = 1 + Below(random, 3),
            WithViews = true,
            AnyAction = true,
            WithInbox = Below(random, 4) > 0,
            ClocksApart = Below(random, 4) == 0,
            MixedVersions = Below(random, 8) == 0,
        };

    // Late messages for an order that has ended are tried too, and then there is an end.
    private static bool HasEnded(World world, PCG random) =>
        world.Network.InFlight.Count == 0 && world.IsRestored == world.Scenario.WithRestore && Below(random, 3) > 0;

    // A move without a fault is three times as likely as one with a fault, whatever their numbers are.
    private static Move Choose(List<Move> moves, PCG random)
    {
        var usual = moves.FindAll(move =>
            move.Kind is MoveKind.Deliver or MoveKind.Call or MoveKind.Finish or MoveKind.Relay
        );
        var among = usual.Count > 0 && Below(random, 4) > 0 ? usual : moves;
        return among[Below(random, among.Count)];
    }

    private static int Below(PCG random, int count) => (int)random.Next((uint)count);
}

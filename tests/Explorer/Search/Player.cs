using EventDriven.Explorer.Checks;
using EventDriven.Explorer.Running;
using EventDriven.Explorer.Worlds;

namespace EventDriven.Explorer.Search;

/// <summary>Makes moves, checks each world, and plays whole schedules.</summary>
internal sealed class Player(Coverage coverage)
{
    public Mover Mover { get; } = new(new SagaService(coverage));

    /// <summary>Makes a move and checks the world that it leads to.</summary>
    /// <returns>What does not hold; null if everything does.</returns>
    public Finding? Make(World world, Move move)
    {
        try
        {
            Mover.Make(world, move);
            Check(world);
            return null;
        }
        catch (Finding finding)
        {
            return finding;
        }
        catch (Exception exception)
        {
            return new Finding($"{move} failed: {exception.Message}", exception);
        }
    }

    /// <summary>Plays a schedule. Moves that are not possible are left out.</summary>
    public Played Play(Schedule schedule)
    {
        var world = World.Begin(schedule.Scenario);
        List<Move> made = [];
        foreach (var move in schedule.Moves)
        {
            if (!PossibleMoves.Of(world).Contains(move))
                continue;

            made.Add(move);
            if (Make(world, move) is { } finding)
                return new Played(schedule with { Moves = made }, world, finding);
        }

        return new Played(schedule with { Moves = made }, world, null);
    }

    private void Check(World world)
    {
        Invariants.Check(world);
        if (AtRest.IsQuiet(world))
            AtRest.Check(world, Mover);
    }
}

/// <summary>A schedule with the moves that were possible, the world afterwards, and what was found.</summary>
internal sealed record Played(Schedule Schedule, World World, Finding? Finding);

using EventDriven.Explorer.Checks;
using EventDriven.Explorer.Worlds;

namespace EventDriven.Explorer.Search;

/// <summary>
/// Visits every world of a scenario, nearest first, so that the first failing schedule is a shortest one.
/// </summary>
internal sealed class BreadthFirst(Player player, Scenario scenario, int mostWorlds)
{
    private readonly Dictionary<ulong, int> _known = [];
    private readonly List<(int Parent, Move Move)> _ways = [];
    private readonly List<(int From, int To)> _edges = [];
    private readonly List<int> _atRest = [];
    private readonly Queue<(int Index, World World)> _next = [];

    public Explored Run()
    {
        Enqueue(World.Begin(scenario), parent: -1, default);
        while (_next.TryDequeue(out var next) && _ways.Count < mostWorlds)
        {
            var moves = PossibleMoves.Of(next.World);
            for (var i = 0; i < moves.Count; i++)
            {
                // The last move needs no copy, because nobody needs the world before it any more.
                var world = i == moves.Count - 1 ? next.World : next.World.Copy();
                if (player.Make(world, moves[i]) is { } finding)
                    return Result(new Played(WayTo(next.Index, moves[i]), world, finding));

                _edges.Add((next.Index, Enqueue(world, next.Index, moves[i])));
            }
        }

        return Result(_next.Count > 0 ? null : FindDeadEnd());
    }

    private int Enqueue(World world, int parent, Move move)
    {
        var fingerprint = Fingerprint.Of(world);
        if (_known.TryGetValue(fingerprint, out var index))
            return index;

        index = _ways.Count;
        _known.Add(fingerprint, index);
        _ways.Add((parent, move));
        if (AtRest.IsReached(world))
            _atRest.Add(index);
        _next.Enqueue((index, world));
        return index;
    }

    // Liveness: from each world, a world at rest can be reached.
    private Played? FindDeadEnd()
    {
        var before = _edges.ToLookup(edge => edge.To, edge => edge.From);
        var reaching = new bool[_ways.Count];
        var open = new Stack<int>(_atRest);
        while (open.TryPop(out var index))
        {
            if (reaching[index])
                continue;
            reaching[index] = true;
            foreach (var from in before[index])
                open.Push(from);
        }

        var deadEnd = Array.IndexOf(reaching, false);
        if (deadEnd < 0)
            return null;

        var schedule = new Schedule(scenario, MovesTo(deadEnd));
        var world = player.Play(schedule).World;
        return new Played(schedule, world, new Finding($"The order is {world.Saga.State} and cannot end any more."));
    }

    private Schedule WayTo(int index, Move last) => new(scenario, [.. MovesTo(index), last]);

    private List<Move> MovesTo(int index)
    {
        List<Move> moves = [];
        for (; index > 0; index = _ways[index].Parent)
            moves.Add(_ways[index].Move);
        moves.Reverse();
        return moves;
    }

    private Explored Result(Played? failed) => new(scenario, _ways.Count, _edges.Count, _next.Count == 0, failed);
}

/// <summary>What a search has visited.</summary>
/// <param name="IsComplete">Whether these are all worlds of the scenario.</param>
internal sealed record Explored(Scenario Scenario, int Worlds, int Moves, bool IsComplete, Played? Failed);

using System.Diagnostics;
using EventDriven.Explorer.Running;
using EventDriven.Explorer.Search;
using EventDriven.Explorer.Worlds;

namespace EventDriven.Explorer;

/// <summary>One exploration on all cores. It ends with the first finding.</summary>
internal sealed class Exploration
{
    private readonly Lock _lock = new();

    public Coverage Coverage { get; } = new();

    /// <summary>The first finding, shortened; null if there is none.</summary>
    public Played? Failed { get; private set; }

    public Searched SearchBreadthFirst(IReadOnlyCollection<Scenario> scenarios, int mostWorlds)
    {
        var time = Stopwatch.StartNew();
        List<Explored> explored = [];
        Parallel.ForEach(
            scenarios,
            () => new Player(Coverage),
            (scenario, _, player) =>
            {
                if (Failed is null)
                {
                    var result = new BreadthFirst(player, scenario, mostWorlds).Run();
                    Fail(result.Failed);
                    lock (_lock)
                        explored.Add(result);
                }

                return player;
            },
            _ => { }
        );
        return new Searched(explored, time.Elapsed);
    }

    /// <summary>Makes walks until the time is over.</summary>
    public Walked Walk(ulong seed, TimeSpan duration, bool withRestore = false) =>
        Walk(seed, duration, int.MaxValue, withRestore);

    /// <summary>Makes so many walks.</summary>
    public Walked Walk(ulong seed, int walks, bool withRestore = false) =>
        Walk(seed, Timeout.InfiniteTimeSpan, walks, withRestore);

    private Walked Walk(ulong seed, TimeSpan duration, int mostWalks, bool withRestore)
    {
        var time = Stopwatch.StartNew();
        var (started, lives, moves, needPeople) = (0, 0L, 0L, 0L);
        Parallel.For(0, Environment.ProcessorCount, _ =>
        {
            var player = new Player(Coverage);
            while (Failed is null && (duration == Timeout.InfiniteTimeSpan || time.Elapsed < duration))
            {
                var stream = Interlocked.Increment(ref started);
                if (stream > mostWalks)
                    break;

                var played = RandomWalk.Run(player, seed, (uint)stream, withRestore);
                Interlocked.Increment(ref lives);
                Interlocked.Add(ref moves, played.Schedule.Moves.Count);
                Interlocked.Add(ref needPeople, played.World.NeedsPeople ? 1 : 0);
                Fail(played);
            }
        });
        return new Walked(lives, moves, needPeople, time.Elapsed);
    }

    private void Fail(Played? played)
    {
        if (played?.Finding is null)
            return;

        lock (_lock)
            Failed ??= Shrinker.Shrink(played);
    }
}

/// <summary>What the breadth-first search visited.</summary>
internal sealed record Searched(IReadOnlyList<Explored> Scenarios, TimeSpan Time);

/// <summary>The random walks: each is the life of one order.</summary>
/// <param name="NeedPeople">The lives whose order does not end, and is named by a failed message.</param>
internal sealed record Walked(long Lives, long Moves, long NeedPeople, TimeSpan Time);

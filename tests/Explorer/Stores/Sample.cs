using EventDriven.Explorer.Running;
using EventDriven.Explorer.Search;
using EventDriven.Explorer.Worlds;

namespace EventDriven.Explorer.Stores;

/// <summary>
/// Schedules of few moves that together have what the random walks have: each kind of order, each kind of move for each
/// type of message, and each event that the saga handles in a state.
/// </summary>
internal static class Sample
{
    // The walks to choose from. They meet every pair of a state and an event that it handles.
    private const int Walks = 4_000;

    /// <summary>The schedules that add most come first.</summary>
    public static IReadOnlyList<Schedule> Choose(ulong seed, int count)
    {
        var walks = Walk(seed);
        var missing = walks.SelectMany(walk => walk.Has).ToHashSet();
        List<Schedule> chosen = [];
        while (missing.Count > 0 && chosen.Count < count)
        {
            var best = walks.MaxBy(walk => (double)walk.Has.Count(missing.Contains) / walk.Schedule.Moves.Count)!;
            missing.ExceptWith(best.Has);
            chosen.Add(best.Schedule);
        }

        return [.. chosen, .. walks.Select(walk => walk.Schedule).Except(chosen).Take(count - chosen.Count)];
    }

    private static Candidate[] Walk(ulong seed)
    {
        var candidates = new Candidate[Walks];
        Parallel.For(
            0,
            Walks,
            () =>
            {
                var coverage = new Coverage();
                return (Coverage: coverage, Player: new Player(coverage));
            },
            (index, _, with) =>
            {
                with.Coverage.Clear();
                var schedule = RandomWalk.Run(with.Player, seed, (uint)index + 1).Schedule;
                candidates[index] = new Candidate(
                    schedule,
                    [
                        schedule.Scenario.Kind.Name,
                        .. schedule.Moves.Select(move => $"{move.Kind} {move.Target.Split('#')[0]}"),
                        .. with.Coverage.Handled.Select(pair => $"{pair.Message} in {pair.State}"),
                    ]
                );
                return with;
            },
            _ => { }
        );
        return candidates;
    }

    private sealed record Candidate(Schedule Schedule, HashSet<string> Has);
}

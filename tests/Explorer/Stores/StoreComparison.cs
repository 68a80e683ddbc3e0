using EventDriven.Explorer.Running;
using EventDriven.Explorer.Search;
using EventDriven.Explorer.Worlds;

namespace EventDriven.Explorer.Stores;

/// <summary>Plays schedules in the model and in the real stores, and compares the two.</summary>
internal sealed class StoreComparison
{
    private readonly StorePlayer _stores;
    private readonly Player _model;

    public StoreComparison(RealStores stores)
    {
        (_stores, Kind) = (new StorePlayer(stores), stores.Kind);
        _model = new Player(Coverage);
    }

    /// <summary>SQLite or PostgreSQL.</summary>
    public string Kind { get; }

    public Coverage Coverage { get; } = new();

    public int Schedules { get; private set; }

    public int Moves { get; private set; }

    /// <summary>Plays the schedules until the two differ.</summary>
    /// <returns>The difference, with the schedule shortened; null if there is none.</returns>
    public async Task<Played?> Run(IReadOnlyList<Schedule> schedules)
    {
        foreach (var schedule in schedules)
        {
            // The stores have one clock and one version. Neither decides which moves are possible.
            var played = await Play(
                schedule with
                {
                    Scenario = schedule.Scenario with { ClocksApart = false, MixedVersions = false },
                }
            );
            Schedules++;
            Moves += played.Schedule.Moves.Count;
            if (played.Finding is not null)
                // Without the caller's synchronization context, because the shrinker blocks its thread.
                return await Task.Run(() => Shrinker.Shrink(played, shorter => Play(shorter).GetAwaiter().GetResult()));
        }

        return null;
    }

    /// <summary>Plays a schedule, and compares at its end.</summary>
    /// <returns>With a finding if the two differ: after the first move after which they do.</returns>
    public async Task<Played> Play(Schedule schedule)
    {
        var played = await Play(schedule, isEachCompared: false);
        if (played.Finding is null)
            return played;

        var again = await Play(schedule, isEachCompared: true);
        return again.Finding is null ? played : again;
    }

    private async Task<Played> Play(Schedule schedule, bool isEachCompared)
    {
        var world = World.Begin(schedule.Scenario);
        await _stores.Begin(schedule.Scenario);
        List<Move> made = [];
        Finding? finding = null;
        foreach (var move in schedule.Moves)
        {
            if (!PossibleMoves.Of(world).Contains(move))
                continue;

            made.Add(move);
            finding = _model.Make(world, move) ?? await Make(world, move, isEachCompared);
            if (finding is not null)
                break;
        }

        finding ??= await Compare(world, "the last move");
        return new Played(schedule with { Moves = made }, world, finding);
    }

    private async Task<Finding?> Make(World world, Move move, bool isCompared)
    {
        try
        {
            await _stores.Make(move, world.Moves);
            return isCompared ? await Compare(world, $"{move}") : null;
        }
        catch (Finding finding)
        {
            return finding;
        }
    }

    private async Task<Finding?> Compare(World world, string after)
    {
        var differences = Snapshot.Compare(ModelSnapshot.Of(world), await _stores.Read());
        return differences.Count == 0
            ? null
            : new Finding(
                $"After {after}, the model and the stores on {Kind} differ:\n{string.Join('\n', differences)}"
            );
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;

namespace EventDriven.PlantedBugs;

/// <summary>Each bug, and what caught it.</summary>
/// <param name="FoundWithoutBugs">What was found although no bug was switched on: empty as expected.</param>
internal sealed record PlantedRun(
    IReadOnlyCollection<Outcome> Outcomes,
    IReadOnlyCollection<string> FoundWithoutBugs,
    TimeSpan Building,
    TimeSpan Running
)
{
    /// <summary>Builds the copy and runs the bugs, one on each core.</summary>
    public static async Task<PlantedRun> OfAsync(
        IReadOnlyList<Bug> bugs,
        Action<Outcome> progress,
        CancellationToken cancel
    )
    {
        var began = Stopwatch.GetTimestamp();
        Catcher[] catchers = [.. bugs.Select(bug => bug.Catcher).Distinct()];
        await using var copy = await PlantedCopy.CreateAsync(catchers, cancel);
        var building = Stopwatch.GetElapsedTime(began);
        ConcurrentBag<Outcome> outcomes = [];
        var withoutBugs = Task.Run(() => copy.RunWithoutBugsAsync(catchers, cancel), cancel);
        await Parallel.ForEachAsync(
            bugs,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel },
            async (bug, stop) =>
            {
                var outcome = await copy.RunAsync(bug, stop);
                outcomes.Add(outcome);
                progress(outcome);
            }
        );
        return new PlantedRun(outcomes, await withoutBugs, building, Stopwatch.GetElapsedTime(began) - building);
    }
}

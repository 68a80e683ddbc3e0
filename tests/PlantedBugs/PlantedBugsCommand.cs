using System.CommandLine;
using System.Globalization;

namespace EventDriven.PlantedBugs;

/// <summary>The command line.</summary>
internal static class PlantedBugsCommand
{
    private static readonly Option<string?> Only = new("--bug") { Description = "The name of the only bug to run." };
    private static readonly Option<bool> Short = new("--short")
    {
        Description = "One bug for the explorer and one for a test, to see that a command works.",
    };
    private static readonly Option<bool> List = new("--list")
    {
        Description = "Prints the rows of the table in docs/proof.md, and runs nothing.",
    };

    public static RootCommand Create()
    {
        var command = new RootCommand(
            "Plants bugs in a copy of the sources, and runs what catches each. Exit code 1: a bug survived."
        )
        {
            Only,
            Short,
            List,
        };
        Only.AcceptOnlyFromAmong([.. BugList.All.Select(bug => bug.Name)]);
        command.SetAction(
            async (parsed, cancel) =>
            {
                if (parsed.GetValue(List))
                {
                    Console.Write(BugList.Rows());
                    return 0;
                }

                return await RunAsync(Chosen(parsed.GetValue(Only), parsed.GetValue(Short)), cancel);
            }
        );
        return command;
    }

    private static IReadOnlyList<Bug> Chosen(string? name, bool isShort)
    {
        if (isShort)
            return [.. BugList.All.GroupBy(bug => bug.Catcher.IsExplorer).Select(bugs => bugs.First())];
        return name is null ? BugList.All : [BugList.All.Single(bug => bug.Name == name)];
    }

    private static async Task<int> RunAsync(IReadOnlyList<Bug> bugs, CancellationToken cancel)
    {
        var run = await PlantedRun.OfAsync(bugs, Print, cancel);
        foreach (var found in run.FoundWithoutBugs)
            Console.WriteLine($"Without a bug: {found}");
        var survivors = run.Outcomes.Count(outcome => outcome.Message is null);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{run.Outcomes.Count - survivors} of {run.Outcomes.Count} bugs were caught. "
                    + $"The build took {run.Building.TotalSeconds:n0} s, and the runs {run.Running.TotalSeconds:n0} s."
            )
        );
        return survivors == 0 && run.FoundWithoutBugs.Count == 0 ? 0 : 1;
    }

    private static void Print(Outcome outcome) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{outcome.Bug.Name} | {outcome.Bug.Catcher} | {outcome.Message ?? "It survived."} | "
                    + $"{outcome.Time.TotalSeconds:n1} s"
            )
        );
}

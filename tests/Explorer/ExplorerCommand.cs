using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using EventDriven.Explorer.Lives;
using EventDriven.Explorer.Running;
using EventDriven.Explorer.Search;
using EventDriven.Explorer.Stores;

namespace EventDriven.Explorer;

/// <summary>The command line.</summary>
internal static class ExplorerCommand
{
    private static readonly Option<TimeSpan> Duration = new("--duration")
    {
        Description = "How long random walks are made after the breadth-first search, such as 30s, 2m or 1h.",
        DefaultValueFactory = _ => TimeSpan.FromMinutes(1),
        CustomParser = ParseTime,
    };
    private static readonly Option<int?> Walks = new("--walks")
    {
        Description = "How many random walks are made, instead of a duration. With a seed, the same ones each time.",
    };
    private static readonly Option<ulong> Seed = new("--seed")
    {
        Description = "Decides every random walk.",
        DefaultValueFactory = _ => 1,
    };
    private static readonly Option<bool> WithRestore = new("--with-restore")
    {
        Description = "In each random walk, the saga's database is restored once, and the order submitted again.",
    };
    private static readonly Option<int> Faults = new("--faults")
    {
        Description = "How many faults the breadth-first search puts into one life; below 0, it is left out.",
        DefaultValueFactory = _ => 1,
    };
    private static readonly Option<int> Worlds = new("--worlds")
    {
        Description = "How many worlds of one scenario the breadth-first search visits at most.",
        DefaultValueFactory = _ => 200_000,
    };
    private static readonly Option<bool> Short = new("--short")
    {
        Description =
            "1,000 worlds of each scenario, 1,000 walks and 10 schedules at most, to see that a command works.",
    };
    private static readonly Option<FileInfo?> Replay = new("--replay")
    {
        Description =
            "A file with a schedule, as a failure prints it: play it again, and print its diagram. Or JSON with an "
            + "order's messages, as the console exports them: run them through the state machine, and print the "
            + "first difference.",
    };
    private static readonly Option<DirectoryInfo?> Record = new("--record")
    {
        Description = "A folder: write a life of each kind of order into it, except those that it has.",
    };

    private static readonly Option<int?> Stores = new("--stores")
    {
        Description =
            "Instead of exploring, play so many schedules (or that of --replay) with the real services too, "
            + "and compare the ends with the model's.",
    };
    private static readonly Option<string?> Postgres = new("--postgres")
    {
        Description = "With --stores: a connection string of a server whose role may create databases; else SQLite.",
    };

    public static RootCommand Create()
    {
        var command = new RootCommand(
            "Explores what messages, crashes and deadlines can do to one order. Exit code 1: the promise is broken."
        );
        foreach (
            var option in new Option[]
            {
                Duration,
                Walks,
                Seed,
                WithRestore,
                Faults,
                Worlds,
                Short,
                Replay,
                Record,
                Stores,
                Postgres,
            }
        )
            command.Options.Add(option);
        command.SetAction(
            async (parsed, _) =>
                parsed.GetValue(Stores) is { } schedules ? await CompareStores(parsed, schedules)
                : parsed.GetValue(Replay) is { } file ? PlayAgain(file)
                : parsed.GetValue(Record) is { } folder ? RecordLives(folder)
                : Explore(parsed)
        );
        return command;
    }

    private static int Explore(ParseResult parsed)
    {
        var (faults, seed, walks) = (parsed.GetValue(Faults), parsed.GetValue(Seed), parsed.GetValue(Walks));
        var (mostWorlds, withRestore) = (parsed.GetValue(Worlds), parsed.GetValue(WithRestore));
        if (parsed.GetValue(Short))
            (mostWorlds, walks) = (Math.Min(mostWorlds, 1_000), Math.Min(walks ?? 1_000, 1_000));

        var exploration = new Exploration();
        if (faults >= 0)
        {
            var search = exploration.SearchBreadthFirst(Scenarios.WithFaults(faults), mostWorlds);
            Console.WriteLine(Report.Of(search));
        }

        if (exploration.Failed is null)
        {
            var walked = walks is { } count
                ? exploration.Walk(seed, count, withRestore)
                : exploration.Walk(seed, parsed.GetValue(Duration), withRestore);
            Console.WriteLine(Report.Of(walked, seed));
        }

        Console.WriteLine(Report.Of(exploration.Coverage));
        if (exploration.Failed is not { } failed)
            return 0;

        Console.WriteLine(Report.Of(failed));
        // Again, because the diagram is long.
        Console.WriteLine($"Found (moves: {failed.Schedule.Moves.Count}): {failed.Finding!.Message}");
        return 1;
    }

    private static async Task<int> CompareStores(ParseResult parsed, int schedules)
    {
        if (parsed.GetValue(Short))
            schedules = Math.Min(schedules, 10);
        IReadOnlyList<Schedule> sample = parsed.GetValue(Replay) is { } file
            ? [Read(file)]
            : Sample.Choose(parsed.GetValue(Seed), schedules);
        await using var stores = await RealStores.Start(parsed.GetValue(Postgres));
        var comparison = new StoreComparison(stores);
        var failed = await comparison.Run(sample);
        Console.WriteLine(Report.Of(comparison));
        Console.WriteLine(Report.Of(comparison.Coverage));
        if (failed is null)
            return 0;

        Console.WriteLine(Report.Of(failed));
        return 1;
    }

    private static int PlayAgain(FileInfo file)
    {
        var text = File.ReadAllText(file.FullName);
        if (text.TrimStart().StartsWith('{'))
            return ReplayLife(RecordedLife.Parse(text));

        var played = new Player(new Coverage()).Play(Schedule.Parse(text));
        Console.WriteLine(Report.Of(played));
        return played.Finding is null ? 0 : 1;
    }

    private static int ReplayLife(RecordedLife life)
    {
        var difference = LifeReplay.FirstDifference(life);
        Console.WriteLine(difference ?? $"No difference in {life.Entries.Count} entries.");
        return difference is null ? 0 : 1;
    }

    private static int RecordLives(DirectoryInfo folder)
    {
        foreach (var file in GoldenLives.RecordMissing(folder))
            Console.WriteLine(file);
        return 0;
    }

    private static Schedule Read(FileInfo file) => Schedule.Parse(File.ReadAllText(file.FullName));

    private static TimeSpan ParseTime(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var unit = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            _ => TimeSpan.Zero,
        };
        if (
            !double.TryParse(text[..^1], CultureInfo.InvariantCulture, out var number)
            || unit * number <= TimeSpan.Zero
        )
            result.AddError($"'{text}' is no time: 90s, 30m and 1h are.");
        return unit * number;
    }
}

using System.Globalization;
using System.Text.Json;

namespace EventDriven.Mutants;

internal enum Verdict
{
    /// <summary>Not compiled, or excluded by the configuration.</summary>
    LeftOut,
    Tested,
    Killed,

    /// <summary>The tests did not end: as good as killed.</summary>
    Timeout,
    Survived,
    NotCovered,
}

/// <summary>One change of the code, from Stryker's report.</summary>
internal sealed class Mutant
{
    public required int Id { get; init; }

    public required Verdict Verdict { get; set; }

    public required string Description { get; init; }

    public override string ToString() => $"  {Description}{(Verdict is Verdict.NotCovered ? " (not covered)" : "")}";

    public static List<Mutant> Read(string report, string root)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(report));
        var mutants = new List<Mutant>();
        foreach (var file in json.RootElement.GetProperty("files").EnumerateObject())
        {
            var lines = file.Value.GetProperty("source").GetString()!.Split('\n');
            foreach (var mutant in file.Value.GetProperty("mutants").EnumerateArray())
            {
                var (start, end) = (Position(mutant, "start"), Position(mutant, "end"));
                var original = lines[start.Line][start.Column..(end.Line == start.Line ? end.Column : ^0)];
                var replacement = mutant.GetProperty("replacement").GetString()!;
                var place = $"{Path.GetRelativePath(root, file.Name)}:{start.Line + 1}";
                var mutator = mutant.GetProperty("mutatorName").GetString();
                mutants.Add(
                    new Mutant
                    {
                        Id = int.Parse(mutant.GetProperty("id").GetString()!, CultureInfo.InvariantCulture),
                        Verdict = mutant.GetProperty("status").GetString() is "CompileError" or "Ignored"
                            ? Verdict.LeftOut
                            : Verdict.Tested,
                        Description = $"{place} {mutator}: {Short(original)} => {Short(replacement)}",
                    }
                );
            }
        }
        return mutants;
    }

    private static (int Line, int Column) Position(JsonElement mutant, string end)
    {
        var position = mutant.GetProperty("location").GetProperty(end);
        return (position.GetProperty("line").GetInt32() - 1, position.GetProperty("column").GetInt32() - 1);
    }

    private static string Short(string code)
    {
        var line = string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 100 ? line : $"{line[..100]} ...";
    }
}

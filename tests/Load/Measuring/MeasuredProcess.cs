using System.Globalization;

namespace EventDriven.Load.Measuring;

/// <summary>
/// What the report has one line for: one or more processes with all that they have started. Read from /proc.
/// </summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Ids">The processes' ids.</param>
internal sealed record MeasuredProcess(string Name, IReadOnlyList<int> Ids)
{
    // CLK_TCK, which Linux shows to programs as 100 everywhere.
    private const double TicksPerSecond = 100;

    /// <summary>The load program itself, which shares the machine with what it drives.</summary>
    public static MeasuredProcess Self { get; } = new("load program", [Environment.ProcessId]);

    /// <summary>
    /// CPU time since they began: their own, and that of every process that they have started, ended ones included.
    /// </summary>
    public TimeSpan Cpu() =>
        TimeSpan.FromSeconds(
            Tree()
                .Sum(process =>
                    // utime, stime, and those of children that have ended and been waited for: fields 14 to 17, counted
                    // from the state, field 3.
                    process.Fields[11..15].Sum(field => double.Parse(field, CultureInfo.InvariantCulture))
                ) / TicksPerSecond
        );

    /// <summary>Resident memory in bytes; what processes share is counted once.</summary>
    public long Memory() => Tree().Sum(process => Proportional(process.Id));

    // All of /proc is read once: children are known by their parents only.
    private List<(int Id, string[] Fields)> Tree()
    {
        var all = new Dictionary<int, string[]>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var id) && Fields(id) is { } fields)
                all[id] = fields;
        }

        var children = all.ToLookup(
            process => int.Parse(process.Value[1], CultureInfo.InvariantCulture),
            process => process.Key
        );
        var found = new List<(int, string[])>();
        var next = new Stack<int>(Ids.Where(all.ContainsKey));
        while (next.TryPop(out var id))
        {
            found.Add((id, all[id]));
            // What this program starts has lines of its own.
            if (this != Self)
            {
                foreach (var child in children[id])
                    next.Push(child);
            }
        }

        return found;
    }

    // What follows the program's name, which may hold anything, in /proc/id/stat.
    private static string[]? Fields(int id) =>
        TryRead($"/proc/{id}/stat") is { } stat ? stat[(stat.LastIndexOf(')') + 2)..].Split(' ') : null;

    private static long Proportional(int id)
    {
        var line = TryRead($"/proc/{id}/smaps_rollup")
            ?.Split('\n')
            .FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal));
        return line is null
            ? 0
            : 1024
                * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    private static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // It has ended meanwhile, or is somebody else's.
        }
    }
}

namespace EventDriven.PlantedBugs;

/// <summary>What fails while a bug is switched on: the explorer, or a test.</summary>
/// <param name="Project">The folder of its project.</param>
/// <param name="Method">The test's full name; null for the explorer.</param>
internal sealed record Catcher(string Project, string? Method)
{
    public static readonly Catcher Explorer = new("tests/Explorer", Method: null);

    public static readonly Catcher ExplorerWithRestore = Explorer with { WithRestore = true };

    public bool IsExplorer => Method is null;

    /// <summary>Whether the explorer restores the saga's database once in each life.</summary>
    public bool WithRestore { get; private init; }

    /// <summary>Of its program. A run is bounded and the same each time.</summary>
    public string[] Arguments =>
        Method is not null ? ["-method", Method]
        : WithRestore ? ["--faults", "-1", "--walks", "4000", "--with-restore"]
        : ["--faults", "-1", "--walks", "4000"];

    /// <summary>For the solution filter.</summary>
    public string ProjectFile =>
        $"{Project}/EventDriven.{Path.GetFileName(Project)}{(Method is null ? "" : ".Tests")}.csproj";

    /// <param name="project">The project's folder below tests.</param>
    /// <param name="method">Without the project's namespace.</param>
    public static Catcher Test(string project, string method) =>
        new($"tests/{project}", $"EventDriven.{project}.Tests.{method}");

    public override string ToString() =>
        Method is null
            ? $"the explorer{(WithRestore ? ", with a restore" : "")}"
            : $"`{Project}`: `{Method.Split('.')[^2]}.{Method.Split('.')[^1]}`";
}

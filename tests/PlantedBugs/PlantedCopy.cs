using System.Diagnostics;
using System.Xml.Linq;

namespace EventDriven.PlantedBugs;

/// <summary>A copy of the sources in which every bug is planted, built once.</summary>
internal sealed class PlantedCopy : IAsyncDisposable
{
    // Bugs are found in seconds. A run that hangs has found nothing.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private const int LongestMessage = 160;

    private static readonly Edit[] Setup =
    [
        // Each assembly has the class PlantedBug, and some see that of another one too (CS0436).
        new(
            "Directory.Build.targets",
            "</Project>",
            """
              <PropertyGroup>
                <TreatWarningsAsErrors>false</TreatWarningsAsErrors>
                <NoWarn>$(NoWarn);CS0436</NoWarn>
                <RunAnalyzers>false</RunAnalyzers>
                <GenerateDocumentationFile>false</GenerateDocumentationFile>
              </PropertyGroup>
              <ItemGroup>
                <Compile Include="$(MSBuildThisFileDirectory)PlantedBug.cs" />
              </ItemGroup>
              <Target Name="RefuseLongLines" />
            </Project>
            """
        ),
        // With a bug, a test waits for what does not come.
        new("tests/Servers/Eventually.cs", "TimeSpan.FromSeconds(60);", "TimeSpan.FromSeconds(PLANTED ? 6 : 60);"),
        new("tests/Scheduling/Heard.cs", "TimeSpan.FromSeconds(60);", "TimeSpan.FromSeconds(PLANTED ? 6 : 60);"),
    ];

    private readonly RepositoryCopy _copy = new("planted-bugs");

    /// <exception cref="InvalidOperationException">
    /// A bug does not fit the sources any more, or the copy does not build.
    /// </exception>
    public static async Task<PlantedCopy> CreateAsync(IEnumerable<Catcher> catchers, CancellationToken cancel)
    {
        var planted = new PlantedCopy();
        try
        {
            planted.Plant();
            await planted._copy.BuildAsync(catchers.Select(catcher => catcher.ProjectFile).Distinct(), cancel);
            return planted;
        }
        catch
        {
            await planted.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs the bug's catcher with the bug switched on.</summary>
    public async Task<Outcome> RunAsync(Bug bug, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit);
        var message = bug.Catcher.IsExplorer
            ? await ExploreAsync(bug.Catcher, bug.Name, limit.Token)
            : (await TestAsync(bug.Catcher.Project, bug.Catcher.Arguments, bug.Name, limit.Token))
                .Select(test => test.Failure)
                .FirstOrDefault(failure => failure is not null);
        cancel.ThrowIfCancellationRequested();
        return new Outcome(bug, message is null ? null : OneLine(message), Stopwatch.GetElapsedTime(began));
    }

    /// <summary>Runs what catches the bugs, with no bug switched on: nothing may be found.</summary>
    /// <returns>What was found all the same, and the tests that did not run.</returns>
    public async Task<IReadOnlyList<string>> RunWithoutBugsAsync(
        IEnumerable<Catcher> catchers,
        CancellationToken cancel
    )
    {
        List<string> wrong = [];
        foreach (var project in catchers.GroupBy(catcher => catcher.Project))
        {
            if (project.Key == Catcher.Explorer.Project)
            {
                foreach (var explorer in project)
                    if (await ExploreAsync(explorer, bug: "", cancel) is { } found)
                        wrong.Add(found);
                continue;
            }

            var tests = await TestAsync(project.Key, project.SelectMany(catcher => catcher.Arguments), bug: "", cancel);
            wrong.AddRange(from test in tests where test.Failure is not null select $"{test.Name}: {test.Failure}");
            wrong.AddRange(
                project
                    .Select(catcher => catcher.Method!)
                    .Except(tests.Where(test => test.IsPassed).Select(test => test.Name))
                    .Select(name => $"{name} did not pass without a bug.")
            );
        }

        return wrong;
    }

    public ValueTask DisposeAsync() => _copy.DisposeAsync();

    private void Plant()
    {
        foreach (var bug in BugList.All)
        {
            foreach (var edit in bug.Edits)
                _copy.Write(edit.File, bug.Plant(edit, _copy.Read(edit.File)));
        }

        foreach (var edit in Setup)
            _copy.Write(edit.File, edit.Apply(_copy.Read(edit.File), "The setup of the copy", "PlantedBug.IsAny"));
        _copy.Write(
            "PlantedBug.cs",
            $$"""
            internal static class PlantedBug
            {
                private static readonly string? Name = System.Environment.GetEnvironmentVariable("{{Bug.Variable}}");

                public static bool IsAny => !string.IsNullOrEmpty(Name);

                public static bool Is(string name) => name == Name;
            }
            """
        );
    }

    private static string OneLine(string message)
    {
        var line = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestMessage ? line : line[..LongestMessage] + "...";
    }

    // Null if nothing was found.
    private async Task<string?> ExploreAsync(Catcher explorer, string bug, CancellationToken cancel)
    {
        // One core is enough for most bugs, and with one core a run ends with the same finding each time.
        var (exitCode, output) = await _copy.ExecuteAsync(
            explorer.Project,
            explorer.Arguments,
            cancel,
            (Bug.Variable, bug),
            ("DOTNET_PROCESSOR_COUNT", "1")
        );
        var found = output.TrimEnd().Split('\n')[^1];
        return exitCode == 1 && found.StartsWith("Found (", StringComparison.Ordinal) ? found
            : exitCode == 0 || cancel.IsCancellationRequested ? null
            : throw new InvalidOperationException($"The explorer did not end well with the bug '{bug}':\n{output}");
    }

    private async Task<IReadOnlyList<TestResult>> TestAsync(
        string project,
        IEnumerable<string> arguments,
        string bug,
        CancellationToken cancel
    )
    {
        var results = _copy.PathOf($"{Path.GetFileName(project)}-{bug}.xml");
        var (_, output) = await _copy.ExecuteAsync(
            project,
            [.. arguments, "-noLogo", "-noColor", "-stopOnFail", "-result-xml", results],
            cancel,
            (Bug.Variable, bug),
            ("EVENTDRIVEN_TEST_SERVERS", "none")
        );
        if (cancel.IsCancellationRequested)
            return [];
        if (!File.Exists(results))
            throw new InvalidOperationException($"{project} did not end well with the bug '{bug}':\n{output}");

        return
        [
            .. from test in XDocument.Load(results).Descendants("test")
            select new TestResult(
                $"{test.Attribute("type")!.Value}.{test.Attribute("method")!.Value}",
                test.Attribute("result")!.Value == "Pass",
                test.Element("failure")?.Element("message")?.Value
            ),
        ];
    }

    private sealed record TestResult(string Name, bool IsPassed, string? Failure);
}

/// <summary>How the run with a bug ended.</summary>
/// <param name="Message">The first line of what was found; null if the bug survived.</param>
internal sealed record Outcome(Bug Bug, string? Message, TimeSpan Time);

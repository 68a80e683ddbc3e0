using System.Diagnostics;
using System.Text.RegularExpressions;

namespace EventDriven.AddAStep.Tests;

/// <summary>A copy of the repository to which the fraud check is added, built once for all tests.</summary>
public sealed partial class PatchedCopy : IAsyncLifetime
{
    // What .gitignore names, and git's own folder.
    private static readonly string[] NotCopied = [".git", "bin", "obj", "TestResults", "TestRepeats", "data"];

    private static readonly string Patch = Path.Combine(Repository.Root, "tests", "AddAStep", "fraud-check.patch");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("add-a-step-");

    /// <summary>The existing files that the patch changes.</summary>
    public IReadOnlyList<string> EditedFiles { get; } =
    [.. EditedFile().Matches(File.ReadAllText(Patch)).Select(match => match.Groups[1].Value)];

    public async ValueTask InitializeAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        Copy(new DirectoryInfo(Repository.Root), _folder);
        await ExpectAsync(
            RunAsync("git", ["apply", Patch], cancel),
            $"{Patch} no longer applies. Apply it with git apply --reject in a clone, resolve what is rejected, and "
                + "replace it by the output of git diff --cached, without the generated files."
        );
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "AddAStep.slnf"),
            """
            {
              "solution": {
                "path": "EventDriven.sln",
                "projects": [
                  "Services/AllInOne/EventDriven.AllInOne.csproj",
                  "tests/Contracts/EventDriven.Contracts.Tests.csproj",
                  "tests/Sagas/EventDriven.Sagas.Tests.csproj",
                  "tests/Structure/EventDriven.Structure.Tests.csproj"
                ]
              }
            }
            """,
            cancel
        );
        await ExpectAsync(
            BuildAsync("AddAStep.slnf", cancel, "-restore"),
            "The copy with the new step does not build."
        );
        // The generated files, as the README says.
        await ExpectAsync(
            ExecuteAsync("Services/AllInOne", ["--asyncapi", "docs/asyncapi.json"], cancel),
            "docs/asyncapi.json was not renewed."
        );
        await ExecuteAsync("tests/Contracts", ["-noLogo"], cancel, ("EVENTDRIVEN_ACCEPT_CONTRACTS", "1"));
    }

    public string Read(string file) => File.ReadAllText(Path.Combine(_folder.FullName, file));

    /// <summary>Undoes the edit of one file, until the result is disposed.</summary>
    public IDisposable Forget(string file)
    {
        var path = Path.Combine(_folder.FullName, file);
        var edited = File.ReadAllText(path);
        File.WriteAllText(path, File.ReadAllText(Path.Combine(Repository.Root, file)));
        return new Forgotten(() => File.WriteAllText(path, edited));
    }

    /// <summary>Builds a project and runs it.</summary>
    /// <param name="project">Its folder.</param>
    /// <returns>How the run ended, or the build if it failed.</returns>
    public async Task<(int ExitCode, string Output)> BuildAndRunAsync(
        string project,
        string[] arguments,
        CancellationToken cancel
    )
    {
        var built = await BuildAsync(project, cancel);
        return built.ExitCode == 0 ? await ExecuteAsync(project, arguments, cancel) : built;
    }

    private Task<(int ExitCode, string Output)> BuildAsync(
        string project,
        CancellationToken cancel,
        params string[] options
    ) =>
        RunAsync(
            "dotnet",
            [
                "msbuild",
                project,
                "-maxCpuCount",
                "-nodeReuse:false",
                "-verbosity:quiet",
                "-nologo",
                "-p:UseSharedCompilation=true",
                .. options,
            ],
            cancel
        );

    private Task<(int ExitCode, string Output)> ExecuteAsync(
        string project,
        string[] arguments,
        CancellationToken cancel,
        params (string Name, string Value)[] settings
    )
    {
        var name = Path.GetFileName(project);
        var assembly = project.StartsWith("tests/", StringComparison.Ordinal)
            ? $"EventDriven.{name}.Tests.dll"
            : $"EventDriven.{name}.dll";
        return RunAsync(
            "dotnet",
            [Path.Combine(project, "bin/Debug/net10.0", assembly), .. arguments],
            cancel,
            settings
        );
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("dotnet", ["build-server", "shutdown", "--vbcscompiler"], CancellationToken.None);
        _folder.Delete(recursive: true);
    }

    private async Task<(int ExitCode, string Output)> RunAsync(
        string program,
        IEnumerable<string> arguments,
        CancellationToken cancel,
        params (string Name, string Value)[] settings
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // New projects change the lock files, which a restore in CI refuses.
        start.Environment.Remove("CI");
        // It is set for the tests' own programs; compilers are faster without it.
        start.Environment.Remove("DOTNET_JITMinOpts");
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        using var process = Process.Start(start)
            ?? throw new InvalidOperationException($"{program} could not be started.");
        await using var cancelled = cancel.UnsafeRegister(_ => process.Kill(entireProcessTree: true), state: null);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        return (process.ExitCode, output + await errors);
    }

    private static async Task ExpectAsync(Task<(int ExitCode, string Output)> run, string failure)
    {
        var (exitCode, output) = await run;
        if (exitCode != 0)
            throw new InvalidOperationException($"{failure}\n{output}");
    }

    private static void Copy(DirectoryInfo from, DirectoryInfo to)
    {
        foreach (var file in from.EnumerateFiles())
            file.CopyTo(Path.Combine(to.FullName, file.Name));
        foreach (var folder in from.EnumerateDirectories().Where(folder => !NotCopied.Contains(folder.Name)))
            Copy(folder, to.CreateSubdirectory(folder.Name));
    }

    [GeneratedRegex(@"^--- a/(.+)$", RegexOptions.Multiline)]
    private static partial Regex EditedFile();

    private sealed class Forgotten(Action restore) : IDisposable
    {
        public void Dispose() => restore();
    }
}

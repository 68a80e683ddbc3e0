using System.Text.RegularExpressions;

namespace EventDriven.AddAStep.Tests;

/// <summary>A copy of the repository to which the fraud check is added, built once for all tests.</summary>
public sealed partial class PatchedCopy : IAsyncLifetime
{
    private static readonly string Patch = Path.Combine(Repository.Root, "tests", "AddAStep", "fraud-check.patch");

    private readonly RepositoryCopy _copy = new("add-a-step");

    /// <summary>The existing files that the patch changes.</summary>
    public IReadOnlyList<string> EditedFiles { get; } =
    [.. EditedFile().Matches(File.ReadAllText(Patch)).Select(match => match.Groups[1].Value)];

    public async ValueTask InitializeAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        await RepositoryCopy.ExpectAsync(
            _copy.RunAsync("git", ["apply", Patch], cancel),
            $"{Patch} no longer applies. Apply it with git apply --reject in a clone, resolve what is rejected, and "
                + "replace it by the output of git diff --cached, without the generated files."
        );
        await _copy.BuildAsync(
            [
                "Services/AllInOne/EventDriven.AllInOne.csproj",
                "tests/Contracts/EventDriven.Contracts.Tests.csproj",
                "tests/Sagas/EventDriven.Sagas.Tests.csproj",
                "tests/Structure/EventDriven.Structure.Tests.csproj",
            ],
            cancel
        );
        // The generated files, as the README says.
        await RepositoryCopy.ExpectAsync(
            _copy.ExecuteAsync("Services/AllInOne", ["--asyncapi", "docs/asyncapi.json"], cancel),
            "docs/asyncapi.json was not renewed."
        );
        await _copy.ExecuteAsync("tests/Contracts", ["-noLogo"], cancel, ("EVENTDRIVEN_ACCEPT_CONTRACTS", "1"));
        await RepositoryCopy.ExpectAsync(
            _copy.RunAsync("bash", ["-c", "deploy/kubernetes/services >deploy/kubernetes/services.yaml"], cancel),
            "deploy/kubernetes/services.yaml was not renewed."
        );
    }

    public string Read(string file) => _copy.Read(file);

    /// <summary>Undoes the edit of one file, until the result is disposed.</summary>
    public IDisposable Forget(string file)
    {
        var edited = Read(file);
        _copy.Write(file, File.ReadAllText(Path.Combine(Repository.Root, file)));
        return new Forgotten(() => _copy.Write(file, edited));
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
        var built = await _copy.BuildAsync(project, cancel);
        return built.ExitCode == 0 ? await _copy.ExecuteAsync(project, arguments, cancel) : built;
    }

    public ValueTask DisposeAsync() => _copy.DisposeAsync();

    [GeneratedRegex(@"^--- a/(.+)$", RegexOptions.Multiline)]
    private static partial Regex EditedFile();

    private sealed class Forgotten(Action restore) : IDisposable
    {
        public void Dispose() => restore();
    }
}

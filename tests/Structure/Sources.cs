using EventDriven.TestServers;

namespace EventDriven.Structure.Tests;

/// <summary>
/// The repository as files: what a build or a run leaves behind is not part of it. Paths are relative, with forward
/// slashes.
/// </summary>
internal static class Sources
{
    // What .gitignore names: builds, test results and the embedded host's data.
    private static readonly string[] LeftBehind = ["bin", "obj", "TestResults", "TestRepeats", "data"];

    /// <summary>
    /// Aspire's host: outside the solution, for Aspire is large and has package versions of its own.
    /// </summary>
    public const string AppHost = "Services/AppHost/";

    /// <summary>All but Aspire's host.</summary>
    public static IReadOnlyList<Project> Projects { get; } =
    [.. Files("*.csproj").Where(path => !path.StartsWith(AppHost, StringComparison.Ordinal)).Select(Project.Load)];

    /// <summary>The deployable services: each folder of Services, but for what they share.</summary>
    public static IReadOnlyList<Project> Services { get; } =
    [.. Projects.Where(project => project.Path.StartsWith("Services/", StringComparison.Ordinal) && !project.IsShared)];

    public static Project Single(string path) => Projects.Single(project => project.Path == path);

    public static IEnumerable<string> TopLevelFolders() =>
        Directory
            .GetDirectories(Repository.Root)
            .Select(folder => Path.GetFileName(folder))
            .Where(name => !name.StartsWith('.') && !LeftBehind.Contains(name))
            .Order(StringComparer.Ordinal);

    public static IEnumerable<string> Files(string pattern) =>
        Directory
            .EnumerateFiles(Repository.Root, pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => LeftBehind.Contains(part) || part == ".git"))
            .Order(StringComparer.Ordinal);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));

    public static bool Exists(string path) => Path.Exists(Path.Combine(Repository.Root, path));
}

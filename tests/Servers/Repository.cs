namespace EventDriven.TestServers;

/// <summary>Where the sources are, for tests that read or run them.</summary>
public static class Repository
{
    /// <summary>The folder of EventDriven.sln, above the test's own output folder.</summary>
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EventDriven.sln")))
            folder = folder.Parent;
        return folder?.FullName
            ?? throw new InvalidOperationException(
                $"No EventDriven.sln above {AppContext.BaseDirectory}: tests run from within the sources."
            );
    }
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace EventDriven.AppHost;

/// <summary>A service of <c>deploy/services.txt</c>.</summary>
internal sealed partial record ServiceEntry(string Name, string ProjectPath, int Port, string[] Databases)
    : IProjectMetadata
{
    // AllInOne's build has made it: seven builds at a time would write the same files.
    bool IProjectMetadata.SuppressBuild => true;

    /// <summary>The name in the dashboard: entry-api for EntryApi.</summary>
    public string Resource => WordStart().Replace(Name, "-").ToLowerInvariant();

    /// <param name="appHost">The folder of this project.</param>
    public static IEnumerable<ServiceEntry> Read(string appHost) =>
        File.ReadLines(Path.Combine(appHost, "../../deploy/services.txt"))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(columns => new ServiceEntry(
                columns[0],
                Path.Combine(appHost, $"../{columns[0]}/EventDriven.{columns[0]}.csproj"),
                int.Parse(columns[1], CultureInfo.InvariantCulture),
                columns[3].Split(',')
            ));

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex WordStart();
}

using System.Globalization;

namespace EventDriven.TestServers;

/// <summary>A row of <c>deploy/services.txt</c>: a service that runs as a process of its own.</summary>
/// <param name="Name">Its project in Services.</param>
/// <param name="Port">Where deploy/local and Aspire start it.</param>
/// <param name="Databases">The names of its databases' connection strings.</param>
public sealed record ServiceEntry(string Name, int Port, IReadOnlyList<string> Queues, IReadOnlyList<string> Databases)
{
    /// <summary>In the order in which they start.</summary>
    public static IReadOnlyList<ServiceEntry> All { get; } =
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "deploy", "services.txt"))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(columns => new ServiceEntry(
                columns[0],
                int.Parse(columns[1], CultureInfo.InvariantCulture),
                columns[2].Split(','),
                columns[3].Split(',')
            )),
    ];

    public override string ToString() => Name;
}

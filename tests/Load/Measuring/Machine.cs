using System.Globalization;
using System.Runtime.InteropServices;
using EventDriven.Load.Hosting;

namespace EventDriven.Load.Measuring;

/// <summary>What the figures were measured on.</summary>
/// <param name="Cpu">The processor.</param>
/// <param name="Cores">How many of its cores there are.</param>
/// <param name="MemoryGiB">Memory in GiB.</param>
/// <param name="OperatingSystem">The operating system.</param>
/// <param name="DotNet">The .NET runtime.</param>
/// <param name="Build">Release or Debug: that of the load program and of what it starts.</param>
/// <param name="RabbitMq">The broker's version; null without a broker.</param>
/// <param name="Postgres">The database server's version and settings; null without one.</param>
internal sealed record Machine(
    string Cpu,
    int Cores,
    double MemoryGiB,
    string OperatingSystem,
    string DotNet,
    string Build,
    string? RabbitMq,
    IReadOnlyDictionary<string, string>? Postgres
)
{
    /// <summary>Looks.</summary>
    public static async Task<Machine> Describe(ServerAddresses? servers, CancellationToken cancel)
    {
        string? version = null;
        if (servers is not null)
        {
            using var broker = new BrokerManagement(servers);
            version = await broker.Version(cancel);
        }

        return new Machine(
            Line("/proc/cpuinfo", "model name"),
            Environment.ProcessorCount,
            Math.Round(
                long.Parse(Line("/proc/meminfo", "MemTotal").Split(' ')[0], CultureInfo.InvariantCulture)
                    / 1024.0
                    / 1024,
                1
            ),
            RuntimeInformation.OSDescription,
            RuntimeInformation.FrameworkDescription,
            new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
            version,
            servers is null ? null : await new PostgresStatistics(servers).Settings(cancel)
        );
    }

    private static string Line(string file, string key) =>
        File.ReadLines(file)
            .FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))
            ?.Split(':', 2)[1]
            .Trim()
        ?? "unknown";
}

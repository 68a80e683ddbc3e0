using System.Diagnostics;
using EventDriven.Load.Floors;
using EventDriven.Load.Measuring;
using EventDriven.Security;
using EventDriven.TestServers;

namespace EventDriven.Load.Hosting;

/// <summary>Starts the systems that can be driven.</summary>
internal static class SystemStarter
{
    /// <summary>What the report calls the system that is held against the floors.</summary>
    public const string Ours = "ours";

    private const string Topology = "Topology";

    // What is started here runs as in production, where the development key is refused.
    private static readonly TokenIssuer Issuer = new();

    // .../bin/Release/net10.0
    private static readonly string OwnOutput = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);

    /// <summary>Each service as processes of its own, which are started and may not be ready yet.</summary>
    /// <param name="servers">The servers that it runs on.</param>
    /// <param name="settings">How it is driven.</param>
    /// <param name="name">What the report calls it: begins with <see cref="Ours" />.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="checkout">
    /// Another checkout of this repository, or a folder with published services, whose services run.
    /// </param>
    public static async Task<DrivenSystem> Distributed(
        LocalServers servers,
        LoadSettings settings,
        string name,
        CancellationToken cancel,
        string? checkout = null
    )
    {
        var folder = Path.Combine(servers.Folder, Ours);
        var broker = Connection("RabbitMq", servers.Addresses.Broker.AbsoluteUri);
        // What is published to an exchange without a queue is lost: every queue is there before anybody sends.
        await using (
            var topology = ServiceProcess.Start(
                Topology,
                AssemblyOf("AllInOne", checkout),
                ["--deploy-topology"],
                new Dictionary<string, string>([broker]),
                folder
            )
        )
        {
            await topology.WaitUntilDone(cancel);
        }

        return await Start(name, Service.All, servers.Addresses, settings.Replicas, (service, process) =>
            ServiceProcess.Start(
                process,
                AssemblyOf(service.Project, checkout),
                [],
                Environment(settings, [broker, .. DatabasesOf(service, servers.Addresses)]),
                folder
            )
        );
    }

    /// <summary>
    /// A floor: the same services, each a process of this very program. They may not be ready yet.
    /// </summary>
    /// <param name="floor">Which: one of the kinds of <see cref="FloorHost" />.</param>
    /// <param name="servers">The servers that it runs on.</param>
    /// <param name="settings">How it is driven.</param>
    public static Task<DrivenSystem> Floor(string floor, LocalServers servers, LoadSettings settings)
    {
        var addresses = servers.Addresses;
        var folder = Path.Combine(servers.Folder, floor);
        var broker = Connection("RabbitMq", addresses.Broker.AbsoluteUri);
        return Start(
            floor,
            Service.All.Where(service => service.Role is not null),
            addresses,
            replicas: 1,
            (service, name) =>
            {
                var environment = Environment(settings, [broker, .. DatabasesOf(service, addresses)]);
                // As the web hosts that it is held against have it.
                environment["DOTNET_gcServer"] = "1";
                return ServiceProcess.Start(
                    name,
                    typeof(SystemStarter).Assembly.Location,
                    ["floor", floor, service.Role!],
                    environment,
                    folder
                );
            }
        );
    }

    /// <summary>Every service in one process.</summary>
    public static async Task<DrivenSystem> Embedded(string folder, LoadSettings settings, CancellationToken cancel)
    {
        var process = ServiceProcess.Start("AllInOne", AssemblyOf("AllInOne"), [], Environment(settings, []), folder);
        var system = new DrivenSystem
        {
            Name = "embedded",
            Addresses = [process.Address],
            Token = Issuer.ForOperator(),
            Processes = [new MeasuredProcess("AllInOne", [process.Id]), MeasuredProcess.Self],
            SqliteFolder = process.DataFolder,
            MailFolders = [Path.Combine(process.DataFolder, "mail")],
            Started = [process],
        };
        try
        {
            await process.WaitUntilReady(cancel);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>What deploy/local/up started.</summary>
    public static async Task<DrivenSystem> Running(string folder, CancellationToken cancel)
    {
        var servers = await ServerAddresses.ReadAsync(Path.Combine(folder, "servers"), cancel);
        var processes = Service.All.Select(service => new MeasuredProcess(
            service.Project,
            [
                PidFile.Read(Path.Combine(folder, "run", service.Project, "pid"))
                    ?? throw new InvalidOperationException(
                        $"{service.Project} does not run: deploy/local/up --dir {folder} starts it."
                    ),
            ]
        ));
        return new DrivenSystem
        {
            Name = "running",
            Addresses = [new Uri("http://127.0.0.1:8080")],
            // It runs in Development, as deploy/local/up says.
            Token = DevelopmentKey.Issue("operator", Scopes.Operate),
            Processes = [.. processes, .. OfServers(servers), MeasuredProcess.Self],
            Servers = servers,
            MailFolders = [Path.Combine(folder, "run", "Notifications", "data", "mail")],
        };
    }

    private static async Task<DrivenSystem> Start(
        string name,
        IEnumerable<Service> services,
        ServerAddresses servers,
        int replicas,
        Func<Service, string, ServiceProcess> start
    )
    {
        var began = Stopwatch.GetTimestamp();
        var started = new List<(Service Service, ServiceProcess Process)>();
        try
        {
            foreach (var service in services)
            {
                for (var replica = 1; replica <= replicas; replica++)
                    started.Add(
                        (service, start(service, replicas == 1 ? service.Project : $"{service.Project}-{replica}"))
                    );
            }

            return new DrivenSystem
            {
                Name = name,
                Addresses = [.. started.Where(one => one.Service.IsEntry).Select(one => one.Process.Address)],
                Token = Issuer.ForOperator(),
                Processes =
                [
                    .. started
                        .GroupBy(one => one.Service)
                        .Select(same => new MeasuredProcess(same.Key.Project, [.. same.Select(one => one.Process.Id)])),
                    .. OfServers(servers),
                    MeasuredProcess.Self,
                ],
                Servers = servers,
                HasBooks = name.StartsWith(Ours, StringComparison.Ordinal),
                MailFolders =
                [
                    .. started
                        .Where(one => one.Service.Project == "Notifications")
                        .Select(one => Path.Combine(one.Process.DataFolder, "mail")),
                ],
                Started = [.. started.Select(one => one.Process)],
                Began = began,
            };
        }
        catch
        {
            foreach (var (_, process) in started)
                await process.DisposeAsync();
            throw;
        }
    }

    private static IEnumerable<MeasuredProcess> OfServers(ServerAddresses servers) =>
        servers.Processes.Select(server => new MeasuredProcess(server.Key, [server.Value]));

    private static Dictionary<string, string> Environment(
        LoadSettings settings,
        IEnumerable<KeyValuePair<string, string>> connections
    ) =>
        new([
            .. connections,
            new("Serilog__MinimumLevel__Default", "Warning"),
            new("ASPNETCORE_ENVIRONMENT", "Production"),
            .. Issuer.Settings.Select(setting =>
                KeyValuePair.Create(setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value)
            ),
            // One operator places every order: what is measured is the system, not its limits.
            new("RateLimit__PerSecond", "1000000"),
            new("RateLimit__Burst", "1000000"),
            .. settings.Set.Select(setting =>
                KeyValuePair.Create(setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value)
            ),
        ]);

    private static IEnumerable<KeyValuePair<string, string>> DatabasesOf(Service service, ServerAddresses servers) =>
        service.Databases.Select(name => Connection(name, servers.Databases[name]));

    private static KeyValuePair<string, string> Connection(string name, string value) =>
        new($"ConnectionStrings__{name}", value);

    // The build that the load program itself has: Release when it runs as Release.
    private static string AssemblyOf(string project, string? checkout = null)
    {
        if (
            checkout is not null
            && Path.Combine(checkout, $"EventDriven.{project}.dll") is var published
            && File.Exists(published)
        )
            return published;
        var build = new DirectoryInfo(OwnOutput);
        return Path.Combine(
            checkout ?? Repository.Root,
            "Services",
            project,
            "bin",
            build.Parent!.Name,
            build.Name,
            $"EventDriven.{project}.dll"
        );
    }
}

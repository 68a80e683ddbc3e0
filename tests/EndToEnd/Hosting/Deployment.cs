using EventDriven.TestServers;
using Npgsql;

namespace EventDriven.EndToEnd.Tests.Hosting;

/// <summary>
/// Every service as a process of its own, on RabbitMQ and PostgreSQL, with databases and a virtual host that nobody else has.
/// Their logs are in TestResults/EndToEnd.
/// </summary>
internal sealed class Deployment : IAsyncDisposable
{
    private static readonly Dictionary<Service, string[]> DatabasesOf = new()
    {
        [Service.Orchestrator] = ["Orders"],
        [Service.Inventory] = ["Inventory"],
        [Service.Payments] = ["Payments", "PaymentProvider"],
        [Service.Shipping] = ["Shipping", "Carrier"],
        [Service.Notifications] = ["Notifications"],
        [Service.EntryApi] = ["EntryApi"]
    };

    private readonly Servers _servers = new();
    private readonly Dictionary<string, TestDatabase> _databases = [];
    private readonly Dictionary<Service, ServiceProcess> _processes = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("event-driven-deployment-");
    private TestVirtualHost? _virtualHost;
    private OrderApi? _orders;

    private Deployment()
    {
    }

    /// <summary>The entry API, as a client sees it.</summary>
    public OrderApi Orders => _orders ?? throw new InvalidOperationException("The deployment has not started.");

    /// <summary>The broker.</summary>
    public Broker Broker { get; private set; } = null!;

    /// <summary>Where the mail to customers goes.</summary>
    public DirectoryInfo MailFolder => new(Path.Combine(WorkFolder(nameof(Service.Notifications)), "data", "mail"));

    /// <summary>Makes databases and a virtual host, deploys the topology and starts every service.</summary>
    /// <param name="name">Names the folder of its logs.</param>
    /// <param name="settings">What differs from the services' own defaults.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<Deployment> StartAsync(string name, Dictionary<string, string> settings, CancellationToken cancel)
    {
        var deployment = new Deployment();
        try
        {
            await deployment.Start(name, settings, cancel);
            return deployment;
        }
        catch
        {
            await deployment.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills services with SIGKILL, all at the same moment.</summary>
    public Task KillAsync(params Service[] services) => Task.WhenAll(services.Select(service => _processes[service].KillAsync()));

    /// <summary>Starts services and waits until they are ready.</summary>
    public Task StartAsync(CancellationToken cancel, params Service[] services) => Task.WhenAll(services.Select(async service =>
    {
        var address = await _processes[service].StartAsync(cancel);
        if (service == Service.EntryApi)
            (_orders ??= new OrderApi()).MoveTo(address);
    }));

    /// <summary>Reads one value out of a service's database.</summary>
    /// <param name="database">The connection string's name, such as "Inventory".</param>
    /// <param name="sql">The question.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<T> Read<T>(string database, string sql, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(_databases[database].ConnectionString);
        await connection.OpenAsync(cancel);
#pragma warning disable CA2100 // The tests' own text.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return (T)(await command.ExecuteScalarAsync(cancel) ?? throw new InvalidOperationException($"{sql} answers nothing."));
    }

    /// <summary>Kills the services; drops their databases and the virtual host.</summary>
    public async ValueTask DisposeAsync()
    {
        _orders?.Dispose();
        foreach (var process in _processes.Values)
            await process.DisposeAsync();
        foreach (var database in _databases.Values)
            await database.DisposeAsync();
        if (Broker is not null)
            await Broker.DisposeAsync();
        if (_virtualHost is not null)
            await _virtualHost.DisposeAsync();
        await _servers.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task Start(string name, Dictionary<string, string> settings, CancellationToken cancel)
    {
        var logs = Directory.CreateDirectory(Path.Combine(Repository.Root, "TestResults", "EndToEnd", name));
        foreach (var old in logs.EnumerateFiles())
            old.Delete();

        _virtualHost = await _servers.CreateVirtualHostAsync("orders", cancel);
        Broker = await Broker.ConnectAsync(_virtualHost, cancel);
        foreach (var database in DatabasesOf.Values.SelectMany(names => names))
            _databases[database] = await _servers.CreateDatabaseAsync(database.ToLowerInvariant(), cancel);

        var rabbitMq = new Dictionary<string, string> { ["ConnectionStrings__RabbitMq"] = _virtualHost.Uri.AbsoluteUri };
        await using (var topology = new ServiceProcess("AllInOne", rabbitMq, WorkFolder("Topology"), Path.Combine(logs.FullName, "Topology.log")))
            await topology.RunToEndAsync(["--deploy-topology"], cancel);

        foreach (var (service, databases) in DatabasesOf)
        {
            var own = new Dictionary<string, string>([.. rabbitMq, .. settings]);
            foreach (var database in databases)
                own[$"ConnectionStrings__{database}"] = _databases[database].ConnectionString;
            _processes[service] = new ServiceProcess($"{service}", own, WorkFolder($"{service}"), Path.Combine(logs.FullName, $"{service}.log"));
        }

        await StartAsync(cancel, [.. DatabasesOf.Keys]);
    }

    private string WorkFolder(string process) => Path.Combine(_folder.FullName, process);
}

using System.Data;
using Npgsql;

namespace EventDriven.TestServers.Hosting;

/// <summary>
/// Every service as a process of its own, on RabbitMQ and PostgreSQL, with databases and a virtual host that nobody
/// else has. Their logs are in TestResults/Deployments.
/// </summary>
internal sealed class Deployment : IAsyncDisposable
{
    private static readonly Dictionary<string, IReadOnlyList<string>> DatabasesOf = ServiceEntry.All.ToDictionary(
        entry => entry.Name,
        entry => entry.Databases
    );

    /// <summary>The text of the exception in a failed message that a test made up.</summary>
    public const string MadeUp = "Made up by a test";

    private static readonly string[] WithOutbox = ["EntryApi", "Operations", "Orders"];

    private readonly Servers _servers;
    private readonly bool _ownsServers;
    private readonly Dictionary<string, TestDatabase> _databases = [];
    private readonly Dictionary<string, Dictionary<string, string>> _settings = [];
    private readonly Dictionary<string, ServiceProcess[]> _processes = [];
    private readonly TokenIssuer _issuer = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("event-driven-deployment-");
    private readonly DirectoryInfo _logs;
    private TestVirtualHost? _virtualHost;
    private OrderApi[] _entryApis = [];

    private readonly Func<int, int> _portFor;

    private Deployment(string name, bool ownServers, bool tls, bool cluster, Func<int, int>? portFor)
    {
        _logs = Directory.CreateDirectory(Path.Combine(Repository.Root, "TestResults", "Deployments", name));
        _ownsServers = ownServers || tls || cluster;
        _servers =
            cluster ? Servers.ClusterOfItsOwn()
            : _ownsServers ? Servers.OfItsOwn(tls)
            : new Servers();
        _portFor = portFor ?? (port => port);
    }

    /// <summary>The entry API, as a client sees it; with replicas the last one.</summary>
    public OrderApi Orders => EntryApis[^1];

    /// <summary>The entry API's replicas, as a client sees each.</summary>
    public IReadOnlyList<OrderApi> EntryApis => _entryApis;

    /// <summary>Where the console is; with replicas the last one.</summary>
    public Uri Console { get; private set; } = null!;

    /// <summary>Whose tokens the entry API and the console accept.</summary>
    public TokenIssuer Issuer => _issuer;

    /// <summary>The broker.</summary>
    public Broker Broker { get; private set; } = null!;

    /// <summary>What the services are told of their databases, by the connection strings' names.</summary>
    public IReadOnlyDictionary<string, string> ConnectionStrings =>
        _databases.ToDictionary(database => database.Key, database => database.Value.ConnectionString);

    /// <summary>Where each service's log is, by the name of its process.</summary>
    public string LogFile(string process) => Path.Combine(_logs.FullName, $"{process}.log");

    /// <summary>Where the mail to customers goes.</summary>
    public DirectoryInfo MailFolder => new(Path.Combine(WorkFolder(Service.Notifications), "data", "mail"));

    /// <summary>Makes databases and a virtual host, deploys the topology and starts every service.</summary>
    /// <param name="name">Names the folder of its logs.</param>
    /// <param name="settings">What differs from the services' own defaults.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="ownServers">On a RabbitMQ and a PostgreSQL of its own, which can be killed.</param>
    /// <param name="tls">The same, and all connections to them are encrypted.</param>
    /// <param name="portFor">The port at which the services reach the one of a server.</param>
    /// <param name="cluster">The same as TLS, on three RabbitMQ nodes and two PostgreSQL servers.</param>
    public static async Task<Deployment> StartAsync(
        string name,
        Dictionary<string, string> settings,
        CancellationToken cancel,
        bool ownServers = false,
        bool tls = false,
        Func<int, int>? portFor = null,
        bool cluster = false
    )
    {
        var deployment = new Deployment(name, ownServers, tls, cluster, portFor);
        try
        {
            await deployment.Start(settings, cancel);
            return deployment;
        }
        catch
        {
            await deployment.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills services with SIGKILL, all their replicas, all at the same moment.</summary>
    public Task KillAsync(params string[] services) =>
        Task.WhenAll(services.SelectMany(service => _processes[service]).Select(process => process.KillAsync()));

    /// <summary>Stops a service with SIGSTOP, all its replicas: its connections stay open.</summary>
    public Task FreezeAsync(string service) =>
        Task.WhenAll(_processes[service].Select(process => process.FreezeAsync()));

    /// <summary>Lets a frozen service go on.</summary>
    public Task ThawAsync(string service) => Task.WhenAll(_processes[service].Select(process => process.ThawAsync()));

    /// <summary>Starts a second process of every service and waits until they are ready.</summary>
    public Task AddReplicasAsync(CancellationToken cancel)
    {
        _entryApis = [.. _entryApis, new OrderApi(_issuer.ForOperator())];
        foreach (var service in DatabasesOf.Keys)
            _processes[service] = [.. _processes[service], NewProcess(service, $"{service}-2")];
        return Task.WhenAll(DatabasesOf.Keys.Select(service => Start(service, ^1.., cancel)));
    }

    /// <summary>
    /// Kills the first replica of every service with SIGKILL, all at the same moment and for good; the last of each is
    /// spared.
    /// </summary>
    public async Task KillFirstReplicasAsync()
    {
        await Task.WhenAll(_processes.Values.Select(replicas => replicas[0].KillAsync()));
        foreach (var service in DatabasesOf.Keys)
            _processes[service] = _processes[service][1..];
        _entryApis[0].Dispose();
        _entryApis = _entryApis[1..];
    }

    /// <summary>Starts services and waits until they are ready.</summary>
    public Task StartAsync(CancellationToken cancel, params string[] services) =>
        Task.WhenAll(services.Select(service => Start(service, .., cancel)));

    /// <summary>Kills RabbitMQ or PostgreSQL as a crash would.</summary>
    public async Task KillAsync(Server server, CancellationToken cancel)
    {
        await _servers.KillAsync(server, cancel);
        // The tests' own connections to it are dead too, and the pool would find out one question at a time.
        if (server == Server.Postgres)
            NpgsqlConnection.ClearAllPools();
    }

    /// <summary>Starts what was killed again, on its data, and waits until it answers.</summary>
    public Task StartAgainAsync(Server server, CancellationToken cancel) => _servers.StartAgainAsync(server, cancel);

    /// <summary>See <see cref="Servers.DoToNodeAsync" />.</summary>
    public Task<string> DoToNodeAsync(string action, string? node, CancellationToken cancel) =>
        _servers.DoToNodeAsync(action, node, cancel);

    /// <summary>See <see cref="Servers.StartNodesAsync" />.</summary>
    public Task StartNodesAsync(CancellationToken cancel) => _servers.StartNodesAsync(cancel);

    /// <summary>Raises the broker's memory alarm: it takes nothing more from a connection that publishes.</summary>
    public Task BlockBrokerAsync(CancellationToken cancel) => _servers.BlockAsync(cancel);

    /// <summary>Lifts the alarm.</summary>
    public Task UnblockBrokerAsync(CancellationToken cancel) => _servers.UnblockAsync(cancel);

    /// <summary>Makes PostgreSQL read-only, as a primary is that was demoted, or writable again.</summary>
    public Task MakePostgresReadOnlyAsync(bool isReadOnly, CancellationToken cancel) =>
        AdministerAsync(
            [
                $"ALTER SYSTEM SET default_transaction_read_only = {(isReadOnly ? "on" : "off")}",
                "SELECT pg_reload_conf()",
            ],
            cancel
        );

    /// <summary>
    /// Refuses the services' logins and ends their sessions, as a rotation of passwords does for a while.
    /// </summary>
    public async Task RefuseLoginsAsync(CancellationToken cancel)
    {
        await AdministerAsync(_databases.Values.Select(role => $"ALTER ROLE \"{role.Name}\" NOLOGIN"), cancel);
        await EndSessionsAsync(cancel);
    }

    /// <summary>Renews all certificates while the servers and services run.</summary>
    public Task RenewCertificatesAsync(CancellationToken cancel) => _servers.RenewCertificatesAsync(cancel);

    /// <summary>Changes the password of a database's role.</summary>
    public Task ChangePasswordAsync(string database, string password, CancellationToken cancel) =>
        AdministerAsync([$"ALTER ROLE \"{_databases[database].Name}\" PASSWORD '{password}'"], cancel);

    /// <summary>The value of a setting of a service.</summary>
    public string SettingOf(string service, string setting) => _settings[service][setting];

    /// <summary>Closes every connection to both servers.</summary>
    public Task CloseConnectionsAsync(CancellationToken cancel) =>
        Task.WhenAll(_virtualHost!.CloseConnections(cancel), EndSessionsAsync(cancel));

    private async Task EndSessionsAsync(CancellationToken cancel)
    {
        await AdministerAsync(
            _databases.Values.Select(role =>
                $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{role.Name}'"
            ),
            cancel
        );
        // The tests' own sessions have ended too.
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>Accepts the services' logins again.</summary>
    public Task AcceptLoginsAsync(CancellationToken cancel) => AcceptLoginsAsync(_databases.Keys, cancel);

    /// <summary>Accepts the logins to some databases again.</summary>
    public Task AcceptLoginsAsync(IEnumerable<string> databases, CancellationToken cancel) =>
        AdministerAsync(databases.Select(database => $"ALTER ROLE \"{_databases[database].Name}\" LOGIN"), cancel);

    /// <summary>Changes a setting of a service, from its next start on.</summary>
    public void Change(string service, string setting, string value) => _settings[service][setting] = value;

    /// <summary>Copies all tables of a database as they are at one moment, to be restored later.</summary>
    public Task KeepCopyAsync(string database, CancellationToken cancel) =>
        ExecuteAsync(
            database,
            """
            DO $$
            DECLARE name text;
            BEGIN
                CREATE SCHEMA copy;
                FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
                    EXECUTE format('CREATE TABLE copy.%1$I AS TABLE public.%1$I', name);
                END LOOP;
            END $$
            """,
            cancel
        );

    /// <summary>Restores the copy of the saga's database; no Orchestrator may run.</summary>
    /// <returns>How many orders are lost, and how many more had gone on since.</returns>
    public async Task<(long Lost, long Behind)> RestoreOrdersAsync(CancellationToken cancel)
    {
        var lost = await Read<long>(
            "Orders",
            """
            SELECT count(*) FROM "Orders" WHERE "CorrelationId" NOT IN (SELECT "CorrelationId" FROM copy."Orders")
            """,
            cancel
        );
        var behind = await Read<long>(
            "Orders",
            """
            SELECT count(*) FROM "Orders" now JOIN copy."Orders" old USING ("CorrelationId")
            WHERE now."Sequence" > old."Sequence"
            """,
            cancel
        );
        await ExecuteAsync(
            "Orders",
            """
            DO $$
            DECLARE name text;
            BEGIN
                FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
                    EXECUTE format('TRUNCATE public.%I CASCADE', name);
                END LOOP;
                -- The history refers to the orders.
                FOR name IN
                    SELECT tablename FROM pg_tables WHERE schemaname = 'copy' ORDER BY tablename = 'OrderHistory'
                LOOP
                    EXECUTE format('INSERT INTO public.%1$I OVERRIDING SYSTEM VALUE TABLE copy.%1$I', name);
                END LOOP;
                DROP SCHEMA copy CASCADE;
            END $$
            """,
            cancel
        );
        return (lost, behind);
    }

    /// <summary>What each service answers to GET /health/ready.</summary>
    public async Task<IReadOnlyDictionary<string, string>> Readiness(CancellationToken cancel) =>
        new Dictionary<string, string>(
            await Task.WhenAll(
                _processes.Select(async of => KeyValuePair.Create(of.Key, await of.Value[^1].Readiness(cancel)))
            )
        );

    /// <summary>How many lines each service has logged so far, all its replicas together.</summary>
    public IReadOnlyDictionary<string, int> LoggedLines() =>
        _processes.ToDictionary(of => of.Key, of => of.Value.Sum(process => process.LoggedLines));

    /// <summary>The services that have ended by themselves.</summary>
    public IReadOnlyList<string> Ended() =>
        [.. _processes.Where(of => of.Value.Any(process => process.HasEnded)).Select(of => of.Key)];

    /// <summary>The databases with an outbox whose rows are not all gone, and how many are left.</summary>
    public async Task<IReadOnlyDictionary<string, long>> UnsentMessages(CancellationToken cancel)
    {
        var unsent = new Dictionary<string, long>();
        foreach (var database in WithOutbox)
        {
            if (await Read<long>(database, """SELECT count(*) FROM "OutboxMessage" """, cancel) is > 0 and var count)
                unsent[database] = count;
        }

        return unsent;
    }

    /// <summary>How many orders the entry API, and how many the saga, has that have not ended.</summary>
    public async Task<(long EntryApi, long Saga)> CountOpen(CancellationToken cancel) =>
        (
            await Read<long>("EntryApi", """SELECT count(*) FROM "Orders" WHERE "EndedAs" IS NULL""", cancel),
            await Read<long>(
                "Orders",
                """
                SELECT count(*) FROM "Orders" WHERE "CurrentState" NOT IN ('Completed', 'Rejected', 'Cancelled')
                """,
                cancel
            )
        );

    /// <summary>How many orders have ended, by the saga's own database.</summary>
    public Task<long> CountEnded(CancellationToken cancel) =>
        Read<long>(
            "Orders",
            """
            SELECT count(*) FROM "Orders" WHERE "CurrentState" IN ('Completed', 'Rejected', 'Cancelled')
            """,
            cancel
        );

    /// <summary>
    /// The messages that failed, in a sentence; empty when none did. The console takes them out of the queues in which
    /// they rest. Those that a test made up do not count.
    /// </summary>
    public Task<string> FailedMessages(CancellationToken cancel) =>
        Read<string>(
            "Operations",
            $"""
            SELECT coalesce(string_agg(concat("MessageType", ' in ', "RestedIn", ': ', "ExceptionMessage"), ', '), '')
            FROM "FailedMessages" WHERE "ExceptionMessage" IS DISTINCT FROM '{MadeUp}'
            """,
            cancel
        );

    /// <summary>The connection string of PostgreSQL's superuser.</summary>
    public Task<string> PostgresAsync(CancellationToken cancel) => _servers.PostgresAsync(cancel);

    /// <summary>Reads one value out of a service's database.</summary>
    /// <param name="database">The connection string's name, such as "Inventory".</param>
    /// <param name="sql">The question.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<T> Read<T>(string database, string sql, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(_databases[database].OwnerConnectionString);
        await connection.OpenAsync(cancel);
#pragma warning disable CA2100 // The tests' own text.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return (T)(
            await command.ExecuteScalarAsync(cancel) ?? throw new InvalidOperationException($"{sql} answers nothing.")
        );
    }

    /// <summary>Kills the services; drops their databases and the virtual host.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var entryApi in _entryApis)
            entryApi.Dispose();
        foreach (var process in _processes.Values.SelectMany(replicas => replicas))
            await process.DisposeAsync();
        // Servers of its own take all with them, also one that is killed.
        if (!_ownsServers)
        {
            foreach (var database in _databases.Values)
                await database.DisposeAsync();
            if (_virtualHost is not null)
                await _virtualHost.DisposeAsync();
        }

        await _servers.DisposeAsync();
        _issuer.Dispose();
        _folder.Delete(recursive: true);
    }

    // By the repeatable snapshot of one transaction.
    private async Task ExecuteAsync(string database, string sql, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(_databases[database].OwnerConnectionString);
        await connection.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
#pragma warning disable CA2100 // The tests' own text.
        await using var command = new NpgsqlCommand(sql, connection, transaction);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    private async Task AdministerAsync(IEnumerable<string> statements, CancellationToken cancel)
    {
        // A server that is read-only can be administered all the same.
        await using var connection = new NpgsqlConnection(
            $"{await _servers.PostgresAsync(cancel)};Options=-c default_transaction_read_only=off;Pooling=false"
        );
        await connection.OpenAsync(cancel);
        foreach (var statement in statements)
        {
#pragma warning disable CA2100 // The tests' own text.
            await using var command = new NpgsqlCommand(statement, connection);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(cancel);
        }
    }

    private async Task Start(Dictionary<string, string> settings, CancellationToken cancel)
    {
        foreach (var old in _logs.EnumerateFiles())
            old.Delete();

        _virtualHost = await _servers.CreateVirtualHostAsync("orders", cancel);
        Broker = new Broker(_virtualHost);
        var shared = new Dictionary<string, string>(_servers.ConnectionSettings)
        {
            ["RabbitMq__Management"] = Reached(_virtualHost.Management.BaseAddress!),
        };
        if (_servers.ConnectionSettings.Count > 0)
            shared["AllowPlaintext"] = "false";
        var users = DatabasesOf.Keys.ToDictionary(service => service, _virtualHost.UserOf);
        await CreateDatabases(cancel);
        await Prepare(shared, users, cancel);

        foreach (var (service, databases) in DatabasesOf)
        {
            var own = _settings[service] = new Dictionary<string, string>([.. shared, .. settings])
            {
                ["ConnectionStrings__RabbitMq"] = Reached(users[service].Uri),
            };
            foreach (var database in databases)
                own[$"ConnectionStrings__{database}"] = Reached(_databases[database].ConnectionString);
            if (service is Service.EntryApi or Service.Operations)
            {
                foreach (var (setting, value) in _issuer.Settings)
                    own[setting.Replace(":", "__", StringComparison.Ordinal)] = value;
            }

            // One operator places and asks for everybody.
            if (service == Service.EntryApi)
                (own["RateLimit__PerSecond"], own["RateLimit__Burst"]) = ("10000", "10000");

            _processes[service] = [NewProcess(service, service)];
        }

        _entryApis = [new OrderApi(_issuer.ForOperator())];
        await StartAsync(cancel, [.. DatabasesOf.Keys]);
    }

    private string Reached(Uri server) =>
        new UriBuilder(server) { Port = _portFor(server.Port) }
            .Uri
            .AbsoluteUri;

    // Without the settings for TLS: the services have their own.
    private string Reached(string connectionString)
    {
        var all = new NpgsqlConnectionStringBuilder(connectionString);
        return new NpgsqlConnectionStringBuilder
        {
            Host = all.Host,
            Port = _portFor(all.Port),
            Database = all.Database,
            Username = all.Username,
            Password = all.Password,
        }.ConnectionString;
    }

    /// <summary>Deploys the topology and the broker's users, and migrates the databases as their owners.</summary>
    private async Task Prepare(
        Dictionary<string, string> shared,
        Dictionary<string, (string Credentials, Uri Uri)> users,
        CancellationToken cancel
    )
    {
        var settings = new Dictionary<string, string>(shared)
        {
            ["ConnectionStrings__RabbitMq"] = Reached(_virtualHost!.Uri),
        };
        foreach (var (service, user) in users)
            settings[$"RabbitMq__Users__{service}"] = user.Credentials;
        foreach (var (name, database) in _databases)
            settings[$"ConnectionStrings__{name}"] = Reached(database.OwnerConnectionString);
        await using var topology = new ServiceProcess(
            "AllInOne",
            settings,
            WorkFolder("Topology"),
            LogFile("Topology")
        );
        await topology.RunToEndAsync(["--deploy-topology", "--migrate"], cancel);
    }

    private async Task CreateDatabases(CancellationToken cancel)
    {
        foreach (var database in DatabasesOf.Values.SelectMany(names => names))
            _databases[database] = await _servers.CreateOwnedDatabaseAsync(database.ToLowerInvariant(), cancel);
    }

    // Replicas share the folder that holds their data, as they would a volume.
    private ServiceProcess NewProcess(string service, string name) =>
        new(service, _settings[service], WorkFolder(service), LogFile(name));

    private async Task Start(string service, Range replicas, CancellationToken cancel)
    {
        var addresses = await Task.WhenAll(_processes[service][replicas].Select(process => process.StartAsync(cancel)));
        if (service == Service.EntryApi)
            _entryApis[replicas].Zip(addresses).ToList().ForEach(replica => replica.First.MoveTo(replica.Second));
        else if (service == Service.Operations)
            Console = new Uri(addresses[^1], "console");
    }

    private string WorkFolder(string process) => Path.Combine(_folder.FullName, process);
}

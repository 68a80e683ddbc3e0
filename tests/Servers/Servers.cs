using System.Diagnostics;

namespace EventDriven.TestServers;

/// <summary>
/// PostgreSQL and RabbitMQ for tests, as a fixture: <c>[assembly: AssemblyFixture(typeof(Servers))]</c>, then a
/// constructor parameter of this type. A server is started when it is first asked for, so tests that need one pay for
/// one. Each test takes a database or a virtual host of its own and disposes of it. When tests/run has started servers
/// already (the variables EVENTDRIVEN_TEST_POSTGRES, EVENTDRIVEN_TEST_RABBITMQ and EVENTDRIVEN_TEST_RABBITMQ_MANAGEMENT
/// name them), these are used and left running; otherwise <c>deploy/local/servers</c> starts private ones, which end
/// with the fixture. A test that stops a server has <see cref="OfItsOwn" />.
/// </summary>
public sealed class Servers : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1);
    private bool _isShared = true;
    private bool _hasTls;
    private bool _isCluster;
    private string? _directory;
    private string? _postgres;
    private (Uri Broker, Uri Management)? _rabbitMq;

    /// <summary>
    /// Where <c>deploy/local/servers</c> keeps what belongs to them. They must be some of <see cref="OfItsOwn" />.
    /// </summary>
    public string Folder => PrivateDirectory();

    /// <summary>Servers that nobody else uses, whatever tests/run has started: they may be killed.</summary>
    /// <param name="tls">Encrypted, for clients with a certificate; see <see cref="ConnectionSettings" />.</param>
    public static Servers OfItsOwn(bool tls = false) => new() { _isShared = false, _hasTls = tls };

    /// <summary>Three RabbitMQ nodes, and two PostgreSQL servers whose standby takes over; with TLS.</summary>
    public static Servers ClusterOfItsOwn() => new() { _isShared = false, _isCluster = true };

    /// <summary>
    /// The settings of a service that connects to servers with TLS, or to a cluster; empty for others.
    /// </summary>
    public IReadOnlyDictionary<string, string> ConnectionSettings { get; private set; } =
        new Dictionary<string, string>();

    /// <summary>Renews the certificates of both servers, and their clients', while they run.</summary>
    public async Task RenewCertificatesAsync(CancellationToken cancellationToken = default) =>
        await RunAsync(cancellationToken, "up", "--dir", PrivateDirectory(), "--tls", "--renew");

    /// <summary>
    /// Ends a server at once, as a crash would: nothing is saved and nobody is told. It must be one of
    /// <see cref="OfItsOwn" />.
    /// </summary>
    /// <param name="server">Which one.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task KillAsync(Server server, CancellationToken cancellationToken = default) =>
        RunAsync(cancellationToken, "kill", "--dir", PrivateDirectory(), "--only", NameOf(server));

    /// <summary>Starts a server that was killed, where it was and on its data, and waits until it answers.</summary>
    /// <param name="server">Which one.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task StartAgainAsync(Server server, CancellationToken cancellationToken = default) =>
        RunAsync(cancellationToken, "up", "--dir", PrivateDirectory(), "--only", NameOf(server));

    /// <summary>
    /// Raises RabbitMQ's memory alarm: it takes nothing more from a connection that publishes, until
    /// <see cref="UnblockAsync" />. It must be one of <see cref="OfItsOwn" />.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task BlockAsync(CancellationToken cancellationToken = default) =>
        RunAsync(cancellationToken, "block", "--dir", PrivateDirectory());

    /// <summary>Lifts the alarm.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task UnblockAsync(CancellationToken cancellationToken = default) =>
        RunAsync(cancellationToken, "unblock", "--dir", PrivateDirectory());

    /// <summary>Does something to a node of a cluster.</summary>
    /// <param name="action">kill, pause, resume, cut, join or switchover.</param>
    /// <param name="node">
    /// The name of a node, such as rabbitmq-1, or its present role: primary, standby or etcd-leader. Null for a
    /// switchover.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The node's name.</returns>
    public async Task<string> DoToNodeAsync(
        string action,
        string? node,
        CancellationToken cancellationToken = default
    ) =>
        await RunAsync(
            cancellationToken,
            [action, "--dir", PrivateDirectory(), .. node is null ? Array.Empty<string>() : ["--node", node]]
        );

    /// <summary>Starts the nodes of a cluster that were killed, and waits until it is whole.</summary>
    public Task StartNodesAsync(CancellationToken cancellationToken = default) =>
        RunAsync(cancellationToken, "up", "--dir", PrivateDirectory());

    /// <summary>Makes an empty database and a role that owns it; the role is no superuser, as in production.</summary>
    /// <param name="purpose">A word for the database's name, such as "orders"; a unique suffix is added.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<TestDatabase> CreateDatabaseAsync(string purpose, CancellationToken cancellationToken = default) =>
        CreateDatabaseAsync(purpose, hasOwner: false, cancellationToken);

    /// <summary>
    /// Makes an empty database, a role that owns it, and a role that may use its tables: as in
    /// deploy/postgres/services.sql.
    /// </summary>
    /// <param name="purpose">A word for the database's name, such as "orders"; a unique suffix is added.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<TestDatabase> CreateOwnedDatabaseAsync(string purpose, CancellationToken cancellationToken = default) =>
        CreateDatabaseAsync(purpose, hasOwner: true, cancellationToken);

    /// <summary>Makes an empty virtual host on the broker.</summary>
    /// <param name="purpose">A word for the virtual host's name; a unique suffix is added.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<TestVirtualHost> CreateVirtualHostAsync(
        string purpose,
        CancellationToken cancellationToken = default
    )
    {
        var (broker, management) = await RabbitMqAsync(cancellationToken);
        return await TestVirtualHost.CreateAsync(broker, management, UniqueName(purpose), cancellationToken);
    }

    /// <summary>The connection string of PostgreSQL's superuser, for what a test does to the server itself.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<string> PostgresAsync(CancellationToken cancellationToken = default)
    {
        SkipWithoutServers();
        await _starting.WaitAsync(cancellationToken);
        try
        {
            return _postgres ??= Started("EVENTDRIVEN_TEST_POSTGRES")
                ?? (await StartAsync(Server.Postgres, cancellationToken))["POSTGRES_ADMIN"];
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Ends the servers that this fixture started.</summary>
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= End;
        await EndAsync();
        _starting.Dispose();
    }

    // Also when the tests are stopped half-way, where nothing is disposed of.
    private void End(object? sender, EventArgs e) => EndAsync().GetAwaiter().GetResult();

    private async Task EndAsync()
    {
        if (_directory is not null)
            await RunAsync(CancellationToken.None, "down", "--dir", _directory, "--discard");
        _directory = null;
    }

    private async Task<TestDatabase> CreateDatabaseAsync(
        string purpose,
        bool hasOwner,
        CancellationToken cancellationToken
    ) =>
        await TestDatabase.CreateAsync(
            await PostgresAsync(cancellationToken),
            UniqueName(purpose),
            hasOwner,
            cancellationToken
        );

    private async Task<(Uri Broker, Uri Management)> RabbitMqAsync(CancellationToken cancellationToken)
    {
        SkipWithoutServers();
        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (_rabbitMq is { } known)
                return known;

            var broker = Started("EVENTDRIVEN_TEST_RABBITMQ");
            var management = Started("EVENTDRIVEN_TEST_RABBITMQ_MANAGEMENT");
            if (broker is null || management is null)
            {
                var started = await StartAsync(Server.RabbitMq, cancellationToken);
                (broker, management) = (started["ConnectionStrings__RabbitMq"], started["RABBITMQ_MANAGEMENT"]);
            }
            var rabbitMq = (new Uri(broker), new Uri(management));
            _rabbitMq = rabbitMq;
            return rabbitMq;
        }
        finally
        {
            _starting.Release();
        }
    }

    private string? Started(string variable) => _isShared ? Environment.GetEnvironmentVariable(variable) : null;

    // xunit skips a test that ends with an exception whose message begins so.
    private static void SkipWithoutServers()
    {
        if (Environment.GetEnvironmentVariable("EVENTDRIVEN_TEST_SERVERS") == "none")
            throw new InvalidOperationException("$XunitDynamicSkip$Needs RabbitMQ or PostgreSQL.");
    }

    private string PrivateDirectory() =>
        (_isShared, _directory) switch
        {
            (true, _) => throw new InvalidOperationException(
                "Others may use these servers: ask for servers OfItsOwn()."
            ),
            (_, null) => throw new InvalidOperationException("No server has been started."),
            (_, { } directory) => directory,
        };

    private static string NameOf(Server server) => server == Server.Postgres ? "postgres" : "rabbitmq";

    private static string UniqueName(string purpose) =>
        $"{purpose}_{Guid.NewGuid():n}"[..Math.Min(57, purpose.Length + 13)];

    private async Task<Dictionary<string, string>> StartAsync(Server server, CancellationToken cancellationToken)
    {
        if (_directory is null)
        {
            _directory = Directory.CreateTempSubdirectory("event-driven-tests-").FullName;
            AppDomain.CurrentDomain.ProcessExit += End;
        }

        string[] options =
            _isCluster ? ["--cluster"]
            : _hasTls ? ["--only", NameOf(server), "--tls"]
            : ["--only", NameOf(server)];
        await RunAsync(cancellationToken, ["up", "--dir", _directory, .. options]);
        var started = (await File.ReadAllLinesAsync(Path.Combine(_directory, "env"), cancellationToken))
            .Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1].Trim('\''));
        ConnectionSettings = started
            .Where(setting =>
                setting.Key.StartsWith("Tls__", StringComparison.Ordinal) || setting.Key == "RabbitMq__Nodes"
            )
            .ToDictionary();
        return started;
    }

    // Returns what it prints.
    private static async Task<string> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var script = Path.Combine(Repository.Root, "deploy", "local", "servers");
        using var process = Process.Start(
            new ProcessStartInfo("bash", [script, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        ) ?? throw new InvalidOperationException($"bash could not be started for {script}.");
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
                throw new InvalidOperationException(
                    $"deploy/local/servers {string.Join(' ', arguments)} failed: {errors}"
                );
            return (await output).Trim();
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }
}

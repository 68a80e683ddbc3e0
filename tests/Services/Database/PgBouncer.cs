using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace EventDriven.Services.Tests.Database;

/// <summary>
/// PgBouncer in transaction mode before one database: between two transactions, a client's server connection is given
/// to other clients.
/// </summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pgbouncer-");
    private readonly List<string> _output = [];
    private Process? _process;

    public static async Task<PgBouncer> StartAsync(TestDatabase database)
    {
        var pooler = new PgBouncer();
        try
        {
            await pooler.StartAsync(new NpgsqlConnectionStringBuilder(database.ConnectionString));
            return pooler;
        }
        catch
        {
            await pooler.DisposeAsync();
            throw;
        }
    }

    /// <summary>Leads through it.</summary>
    public string ConnectionString { get; private set; } = "";

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private async Task StartAsync(NpgsqlConnectionStringBuilder database)
    {
        var program = await TestScript.RunAsync("pgbouncer");
        var port = FreePort();
        var server = $"host={database.Host} port={database.Port}";
        var settings = Path.Combine(_folder.FullName, "pgbouncer.ini");
        await File.WriteAllTextAsync(
            settings,
            $"""
            [databases]
            {database.Database} = {server} user={database.Username} password={database.Password}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            ; Fewer than a service has clients.
            default_pool_size = 5
            ; Nobody reads the log once it is up.
            log_connections = 0
            log_disconnections = 0
            log_stats = 0
            """,
            TestContext.Current.CancellationToken
        );
        // It does not run as root.
        string[] user = Environment.UserName == "root" ? ["-u", "nobody"] : [];
        _process = Process.Start(new ProcessStartInfo(program, [.. user, settings]) { RedirectStandardError = true })!;
        ConnectionString = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Port = port,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;
        // Its log ends where it listens.
        while (await _process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            _output.Add(line);
            if (line.Contains("process up", StringComparison.Ordinal))
                return;
        }

        throw new InvalidOperationException($"PgBouncer has ended: {string.Join('\n', _output)}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

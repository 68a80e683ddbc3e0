using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace EventDriven.Services.Tests.Database;

/// <summary>
/// PgBouncer in transaction mode in front of one database: between two transactions, a client's server connection is
/// given to other clients.
/// </summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pgbouncer-");
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

    /// <summary>The connection string of the database, through PgBouncer.</summary>
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
        var port = FreePort.Find();
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
            ; Smaller than the pool of a service, so that clients share connections.
            default_pool_size = 5
            ; Standard error is read only during the start. More output would fill the pipe and block PgBouncer.
            log_connections = 0
            log_disconnections = 0
            log_stats = 0
            """,
            TestContext.Current.CancellationToken
        );
        // PgBouncer refuses to run as root, and changes to the user that is named.
        string[] arguments = Environment.UserName == "root" ? ["-u", "nobody", settings] : [settings];
        _process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        ConnectionString = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Port = port,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;
        // PgBouncer logs "process up" when it listens.
        var output = new List<string>();
        while (await _process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            output.Add(line);
            if (line.Contains("process up", StringComparison.Ordinal))
                return;
        }

        throw new InvalidOperationException($"PgBouncer has ended: {string.Join('\n', output)}");
    }
}

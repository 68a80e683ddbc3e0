using System.Diagnostics;
using EventDriven.TestServers;

namespace EventDriven.Load.Hosting;

/// <summary>RabbitMQ and PostgreSQL in a private folder, for as long as this lives.</summary>
internal sealed class LocalServers : IAsyncDisposable
{
    private LocalServers(string folder) => Folder = folder;

    /// <summary>
    /// What belongs to the run on disk: the servers' data, and whatever else is put there. Deleted in the end.
    /// </summary>
    public string Folder { get; }

    /// <summary>Where they are.</summary>
    public ServerAddresses Addresses { get; private set; } = null!;

    /// <summary>
    /// Starts both, with PostgreSQL counting statements, and with the memory of a server and not of a test's.
    /// </summary>
    public static async Task<LocalServers> StartAsync(CancellationToken cancel)
    {
        var servers = new LocalServers(Directory.CreateTempSubdirectory("event-driven-load-").FullName);
        try
        {
            // As plain processes: their CPU time can be read, whichever engine there may be.
            await Run(
                cancel,
                "up",
                "--dir",
                servers.Folder,
                "--with",
                "packages",
                "--postgres",
                "shared_preload_libraries=pg_stat_statements",
                "--postgres",
                "shared_buffers=1GB",
                "--postgres",
                "max_wal_size=4GB"
            );
            servers.Addresses = await ServerAddresses.ReadAsync(servers.Folder, cancel);
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends them, and deletes the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await Run(CancellationToken.None, "down", "--dir", Folder, "--discard");
        // What never started left nothing to discard.
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    private static async Task Run(CancellationToken cancel, params string[] arguments)
    {
        // In a session of its own: Ctrl+C is for the load program, which then ends the servers in order.
        var start = new ProcessStartInfo(
            "setsid",
            ["--wait", Path.Combine(Repository.Root, "deploy/local/servers"), .. arguments]
        )
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var script = Process.Start(start)!;
        var errors = script.StandardError.ReadToEndAsync(cancel);
        var output = script.StandardOutput.ReadToEndAsync(cancel);
        await script.WaitForExitAsync(cancel);
        if (script.ExitCode != 0)
            throw new InvalidOperationException(
                $"deploy/local/servers {arguments[0]} ended with {script.ExitCode}: {await errors}{await output}"
            );
    }
}

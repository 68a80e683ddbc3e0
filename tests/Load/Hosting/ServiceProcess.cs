using System.Diagnostics;
using EventDriven.TestServers;

namespace EventDriven.Load.Hosting;

/// <summary>One program as a process of its own, that listens on a port of its own.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly string _log;

    private ServiceProcess(string name, Uri address, Process process, string log) =>
        (Name, Address, _process, _log) = (name, address, process, log);

    /// <summary>What the report calls it.</summary>
    public string Name { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Its id.</summary>
    public int Id => _process.Id;

    /// <summary>Starts a program; it is not ready yet.</summary>
    /// <param name="name">What the report calls it; its folder and its log are named so.</param>
    /// <param name="assembly">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="settings">Its environment, beside what every process inherits.</param>
    /// <param name="folder">Where its own folder is made.</param>
    public static ServiceProcess Start(
        string name,
        string assembly,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> settings,
        string folder
    )
    {
        var home = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        var log = Path.Combine(home, "log");
        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}");
        // The shell only lays the log, and becomes the program. In a session of its own: Ctrl+C is for the load
        // program.
        var start = new ProcessStartInfo(
            "/bin/sh",
            [
                "-c",
                """log=$1; shift; exec setsid dotnet "$@" </dev/null >"$log" 2>&1""",
                "sh",
                log,
                assembly,
                .. arguments,
            ]
        )
        {
            WorkingDirectory = home,
        };
        start.Environment["ASPNETCORE_URLS"] = address.AbsoluteUri;
        start.Environment["DataDirectory"] = DataOf(home);
        foreach (var (setting, value) in settings)
            start.Environment[setting] = value;
        return new ServiceProcess(name, address, Process.Start(start)!, log);
    }

    /// <summary>Where a process keeps its data: mail, and the embedded host's databases.</summary>
    public string DataFolder => DataOf(Path.GetDirectoryName(_log)!);

    /// <summary>Waits until it says that it is ready for work.</summary>
    public async Task WaitUntilReady(CancellationToken cancel)
    {
        using var client = new HttpClient { BaseAddress = Address };
        var began = Stopwatch.GetTimestamp();
        while (!await IsReady(client, cancel))
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"{Name} ended with {_process.ExitCode}. {LogEnd()}");
            if (Stopwatch.GetElapsedTime(began) > StartsWithin)
                throw new TimeoutException($"{Name} is not ready after {StartsWithin.TotalSeconds} s. {LogEnd()}");
            await Task.Delay(100, cancel);
        }
    }

    /// <summary>Waits for the end of one that ends by itself.</summary>
    /// <exception cref="InvalidOperationException">It did not end well.</exception>
    public async Task WaitUntilDone(CancellationToken cancel)
    {
        await _process.WaitForExitAsync(cancel);
        if (_process.ExitCode != 0)
            throw new InvalidOperationException($"{Name} ended with {_process.ExitCode}. {LogEnd()}");
    }

    /// <summary>Throws when it is no more.</summary>
    public void MustRun()
    {
        if (_process.HasExited)
            throw new InvalidOperationException($"{Name} ended with {_process.ExitCode} during the run. {LogEnd()}");
    }

    /// <summary>How many lines it has logged: none, when all goes well.</summary>
    public int LoggedLines() => File.Exists(_log) ? File.ReadLines(_log).Count() : 0;

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static string DataOf(string home) => Path.Combine(home, "data");

    private static async Task<bool> IsReady(HttpClient client, CancellationToken cancel)
    {
        try
        {
            using var health = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), cancel);
            return health.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // Not listening yet: asked again.
        }
    }

    private string LogEnd() =>
        File.Exists(_log) ? "Its log ends:\n" + string.Join('\n', File.ReadLines(_log).TakeLast(15)) : "";
}

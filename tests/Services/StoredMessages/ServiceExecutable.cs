using System.Diagnostics;
using System.Text;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.TestServers;

namespace EventDriven.Services.Tests.StoredMessages;

/// <summary>A service's program as a real process, with the build that the tests themselves have.</summary>
internal sealed class ServiceExecutable : IAsyncDisposable
{
    private const string ListeningLine = "Now listening on: ";

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServiceExecutable(string service, Dictionary<string, string> settings, string[] arguments)
    {
        // .../bin/Debug/net10.0
        var build = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var assembly = Path.Combine(
            Repository.Root,
            "Services",
            service,
            "bin",
            build.Parent!.Name,
            build.Name,
            $"EventDriven.{service}.dll"
        );
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Note;
        _process.ErrorDataReceived += Note;
        _process.ErrorDataReceived += (_, line) => _errors.AppendLine(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        // Should the tests be stopped half-way, no process of theirs stays behind.
        AppDomain.CurrentDomain.ProcessExit += KillLeftOver;
    }

    /// <summary>What it has said so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Starts the service and waits until it is ready, or, where it cannot be, until it listens.</summary>
    public static async Task<(ServiceExecutable Process, HttpClient Client)> Start(
        string service,
        Dictionary<string, string> settings
    )
    {
        var process = new ServiceExecutable(service, settings, []);
        var ended = process._process.WaitForExitAsync(TestContext.Current.CancellationToken);
        if (await Task.WhenAny(process._listening.Task, ended).WaitAsync(TimeSpan.FromSeconds(60)) == ended)
            throw new InvalidOperationException($"{service} ended with {process._process.ExitCode}: {process.Output}");
        return (
            process,
            new HttpClient(new CallerHandler(EntryApiHost.Issuer.ForOperator()))
            {
                BaseAddress = await process._listening.Task,
            }
        );
    }

    /// <summary>Runs it to its end; its errors are also part of its output.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> Run(
        string service,
        Dictionary<string, string> settings,
        params string[] arguments
    )
    {
        await using var process = new ServiceExecutable(service, settings, arguments);
        await process
            ._process.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(60));
        return (process._process.ExitCode, process.Output, process._errors.ToString());
    }

    /// <summary>Ends it with SIGKILL: it can finish nothing. Without effect on one that has ended.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillLeftOver;
        await Kill();
        _process.Dispose();
    }

    private void KillLeftOver(object? sender, EventArgs e) => _process.Kill();

    private void Note(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;
        lock (_output)
            _output.AppendLine(line.Data);
        if (line.Data.IndexOf(ListeningLine, StringComparison.Ordinal) is >= 0 and var at)
            _listening.TrySetResult(new Uri(line.Data[(at + ListeningLine.Length)..].Trim()));
    }
}

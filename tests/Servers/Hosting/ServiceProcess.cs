using System.Diagnostics;

namespace EventDriven.TestServers.Hosting;

/// <summary>
/// One program of the solution as a real process, with the build that the tests themselves have. It can be killed and
/// started again.
/// </summary>
internal sealed class ServiceProcess(
    string project,
    IReadOnlyDictionary<string, string> settings,
    string workFolder,
    string logFile
) : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(90);

    private readonly Lock _writing = new();
    private TaskCompletionSource<Uri> _address = NewAddress();
    private Process? _process;

    /// <summary>The lines that it has logged, at all its starts together.</summary>
    public int LoggedLines { get; private set; }

    /// <summary>Whether it has ended by itself.</summary>
    public bool HasEnded => _process is { HasExited: true };

    /// <summary>Runs a program that ends by itself, such as one that only deploys something.</summary>
    /// <exception cref="InvalidOperationException">It did not end well.</exception>
    public async Task RunToEndAsync(string[] arguments, CancellationToken cancel)
    {
        var process = Start(arguments);
        await process.WaitForExitAsync(cancel);
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{project} {string.Join(' ', arguments)} ended with {process.ExitCode}. {LogEnd()}"
            );
    }

    /// <summary>Starts the process and waits until it says that it is ready for work.</summary>
    /// <returns>Where it listens: another port at each start.</returns>
    public async Task<Uri> StartAsync(CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(StartsWithin);
        _address = NewAddress();
        var process = Start([]);
        try
        {
            var ended = process.WaitForExitAsync(patience.Token);
            if (await Task.WhenAny(_address.Task, ended) == ended)
            {
                await ended;
                throw new InvalidOperationException(
                    $"{project} ended with {process.ExitCode} while it started. {LogEnd()}"
                );
            }

            var address = await _address.Task;
            using var client = new HttpClient { BaseAddress = address };
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            while (!await IsReady(client, patience.Token))
                await timer.WaitForNextTickAsync(patience.Token);
            return address;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"{project} is not ready after {StartsWithin}. {LogEnd()}");
        }
    }

    /// <summary>What it answers to GET /health/ready: the status code and the body.</summary>
    public async Task<string> Readiness(CancellationToken cancel)
    {
        using var client = new HttpClient { BaseAddress = await _address.Task };
        using var answer = await client.GetAsync(new Uri("health/ready", UriKind.Relative), cancel);
        return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancel)}";
    }

    /// <summary>Ends the process at once with SIGKILL: it can finish nothing and tell nobody.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;

        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        _process = null;
    }

    /// <summary>Kills the process if it runs.</summary>
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillLeftOver;
        await KillAsync();
    }

    private Process Start(string[] arguments)
    {
        Directory.CreateDirectory(workFolder);
        // .../bin/Debug/net10.0
        var build = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var assembly = Path.Combine(
            Repository.Root,
            "Services",
            project,
            "bin",
            build.Parent!.Name,
            build.Name,
            $"EventDriven.{project}.dll"
        );
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments])
        {
            WorkingDirectory = workFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";

        // Should the tests be stopped half-way, no process of theirs stays behind.
        AppDomain.CurrentDomain.ProcessExit -= KillLeftOver;
        AppDomain.CurrentDomain.ProcessExit += KillLeftOver;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{assembly} could not be started.");
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        return _process;
    }

    private void KillLeftOver(object? sender, EventArgs e) => _process?.Kill();

    private void Note(string? line)
    {
        if (line is null)
            return;

        lock (_writing)
        {
            File.AppendAllLines(logFile, [line]);
            LoggedLines++;
        }

        if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            _address.TrySetResult(new Uri(line[(at + Listening.Length)..].Trim()));
    }

    private string LogEnd()
    {
        lock (_writing)
        {
            return File.Exists(logFile)
                ? $"Its log, {logFile}, ends:\n{string.Join('\n', File.ReadLines(logFile).TakeLast(15))}"
                : "It logged nothing.";
        }
    }

    private static TaskCompletionSource<Uri> NewAddress() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async Task<bool> IsReady(HttpClient client, CancellationToken cancel)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("health/ready", UriKind.Relative), cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // Not listening yet: asked again.
        }
    }
}

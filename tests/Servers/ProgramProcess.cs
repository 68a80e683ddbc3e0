using System.Diagnostics;
using System.Text;

namespace EventDriven.TestServers;

/// <summary>
/// One program of the solution as a process, in the build configuration of the tests unless the variable
/// EVENTDRIVEN_TEST_SERVICES names the folder where all were published. It ends with the tests at the
/// latest.
/// </summary>
public sealed class ProgramProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly string _announcement;
    private readonly string? _logFile;
    private readonly Process _process;
    private readonly Lock _writing = new();
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _lineCount;

    /// <summary>Its process id; still known when it has ended.</summary>
    public int Id { get; }

    /// <summary>Starts the program.</summary>
    /// <param name="project">Its folder below Services, such as "EntryApi".</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="settings">Its environment variables; a name may have colons.</param>
    /// <param name="folder">Its working directory, by default the one for temporary files.</param>
    /// <param name="logFile">A file to which its output is appended as well.</param>
    /// <param name="announcement">What comes before the address in the line that says where it listens.</param>
    public ProgramProcess(
        string project,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? settings = null,
        string? folder = null,
        string? logFile = null,
        string announcement = "Now listening on: "
    )
    {
        (_announcement, _logFile) = (announcement, logFile);
        var assembly = Path.Combine(FolderOf(project), $"EventDriven.{project}.dll");
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments])
        {
            WorkingDirectory = folder ?? Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{assembly} could not be started.");
        Id = _process.Id;
        // When the tests are interrupted, the process ends with them.
        AppDomain.CurrentDomain.ProcessExit += KillLeftOver;
        _process.OutputDataReceived += (_, line) => Note(line.Data, isError: false);
        _process.ErrorDataReceived += (_, line) => Note(line.Data, isError: true);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it has written so far, errors included.</summary>
    public string Output
    {
        get
        {
            lock (_writing)
                return _output.ToString();
        }
    }

    /// <summary>What it has written to its standard error so far.</summary>
    public string Errors
    {
        get
        {
            lock (_writing)
                return _errors.ToString();
        }
    }

    /// <summary>How many lines it has written so far.</summary>
    public int LineCount => Volatile.Read(ref _lineCount);

    /// <summary>Whether the process has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Waits until it says where it listens.</summary>
    /// <exception cref="InvalidOperationException">It ended before.</exception>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public async Task<Uri> Listening(CancellationToken cancel)
    {
        var ended = Ended(cancel);
        if (await Task.WhenAny(_address.Task, ended).WaitAsync(Limit, cancel) == ended)
            throw new InvalidOperationException($"The process ended with {await ended}:\n{Output}");
        return await _address.Task;
    }

    /// <summary>Waits until it ends by itself.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public async Task<int> Ended(CancellationToken cancel)
    {
        await _process.WaitForExitAsync(cancel).WaitAsync(Limit, cancel);
        return _process.ExitCode;
    }

    /// <summary>Stops the process with SIGSTOP: it does nothing, and its connections stay open.</summary>
    public Task Freeze() => Signal("STOP");

    /// <summary>Lets a frozen process go on.</summary>
    public Task Thaw() => Signal("CONT");

    /// <summary>Ends the process with SIGKILL: it cannot finish anything. No effect on one that has ended.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillLeftOver;
        await Kill();
        _process.Dispose();
    }

    private static string FolderOf(string project)
    {
        // Where all services were published, for the soak.
        if (Environment.GetEnvironmentVariable("EVENTDRIVEN_TEST_SERVICES") is { Length: > 0 } published)
            return published;
        // .../bin/Debug/net10.0
        var build = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(Repository.Root, "Services", project, "bin", build.Parent!.Name, build.Name);
    }

    private async Task Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{Id}"]);
        await kill.WaitForExitAsync();
    }

    private void KillLeftOver(object? sender, EventArgs e) => _process.Kill();

    private void Note(string? line, bool isError)
    {
        if (line is null)
            return;
        lock (_writing)
        {
            _lineCount++;
            _output.AppendLine(line);
            if (isError)
                _errors.AppendLine(line);
            if (_logFile is not null)
                File.AppendAllLines(_logFile, [line]);
        }

        if (line.IndexOf(_announcement, StringComparison.Ordinal) is >= 0 and var at)
            _address.TrySetResult(new Uri(line[(at + _announcement.Length)..].Trim()));
    }
}

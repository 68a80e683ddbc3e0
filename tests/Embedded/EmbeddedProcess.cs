using System.Diagnostics;
using System.Text;
using EventDriven.TestServers;

namespace EventDriven.Embedded.Tests;

/// <summary>The embedded host as a real process, with the build that the tests themselves have.</summary>
internal sealed class EmbeddedProcess : IAsyncDisposable
{
    private const string ApiLine = "  API        ";

    private static readonly Lazy<Task<string>> Token = new(() => IssueToken("--operator"));

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public EmbeddedProcess(params string[] arguments)
    {
        // .../bin/Debug/net10.0
        var build = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var assembly = Path.Combine(
            Repository.Root,
            "Services",
            "AllInOne",
            "bin",
            build.Parent!.Name,
            build.Name,
            "EventDriven.AllInOne.dll"
        );
        _process = Process.Start(
            new ProcessStartInfo("dotnet", [assembly, .. arguments])
            {
                WorkingDirectory = Path.GetTempPath(),
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        _process.OutputDataReceived += Note;
        _process.ErrorDataReceived += Note;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        // Should the tests be stopped half-way, no process of theirs stays behind.
        AppDomain.CurrentDomain.ProcessExit += Kill;
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

    /// <summary>Waits until it says where it listens.</summary>
    public async Task<Uri> Listening()
    {
        var ended = _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        if (await Task.WhenAny(_listening.Task, ended).WaitAsync(TimeSpan.FromSeconds(60)) == ended)
            throw new InvalidOperationException($"It ended with {_process.ExitCode}: {Output}");
        return await _listening.Task;
    }

    /// <summary>An operator's client, once it says where it listens.</summary>
    public async Task<HttpClient> Client()
    {
        var address = await Listening();
        return new HttpClient(new CallerHandler(await Token.Value)) { BaseAddress = address };
    }

    /// <summary>Waits until it ends by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> Ended()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60));
        return _process.ExitCode;
    }

    /// <summary>Ends it with SIGKILL: it can finish nothing. Without effect on one that has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= Kill;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>A token, as a developer gets one; each host accepts it.</summary>
    public static async Task<string> IssueToken(params string[] whose)
    {
        await using var command = new EmbeddedProcess(["token", .. whose]);
        return await command.Ended() == 0 ? command.Output.Trim() : throw new InvalidOperationException(command.Output);
    }

    private void Kill(object? sender, EventArgs e) => _process.Kill();

    private void Note(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;
        lock (_output)
            _output.AppendLine(line.Data);
        if (line.Data.StartsWith(ApiLine, StringComparison.Ordinal))
            _listening.TrySetResult(new Uri(line.Data[ApiLine.Length..]));
    }
}

namespace EventDriven.TestServers.Hosting;

/// <summary>One service as a process that can be killed and started again.</summary>
internal sealed class ServiceProcess(
    string project,
    IReadOnlyDictionary<string, string> settings,
    string workFolder,
    string logFile
) : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(90);

    private ProgramProcess? _process;
    private Uri? _address;
    private int _earlierLines;

    /// <summary>The lines that it has logged since the first start.</summary>
    public int LoggedLines => _earlierLines + (_process?.LineCount ?? 0);

    /// <summary>Whether it has ended by itself.</summary>
    public bool HasEnded => _process is { HasEnded: true };

    /// <summary>Runs a program that ends by itself, such as one that only deploys something.</summary>
    /// <exception cref="InvalidOperationException">Its exit code is not 0.</exception>
    public async Task RunToEndAsync(string[] arguments, CancellationToken cancel)
    {
        var process = Start(arguments);
        if (await process.Ended(cancel) is not 0 and var exitCode)
            throw new InvalidOperationException(
                $"{project} {string.Join(' ', arguments)} ended with {exitCode}:\n{process.Output}"
            );
    }

    /// <summary>Starts the process and waits until it is ready for work.</summary>
    /// <returns>Where it listens: another port at each start.</returns>
    public async Task<Uri> StartAsync(CancellationToken cancel)
    {
        var process = Start([]);
        _address = await process.Listening(cancel);
        using var client = new HttpClient { BaseAddress = _address };
        return await Eventually.See(() => IsReady(client, cancel), isReady => isReady, ReadyWithin, cancel)
            ? _address
            : throw new TimeoutException($"{project} is not ready after {ReadyWithin}:\n{process.Output}");
    }

    /// <summary>What it answers to GET /health/ready: the status code and the body.</summary>
    public async Task<string> Readiness(CancellationToken cancel)
    {
        using var client = new HttpClient { BaseAddress = _address };
        using var answer = await client.GetAsync(new Uri("health/ready", UriKind.Relative), cancel);
        return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancel)}";
    }

    /// <summary>Stops the process with SIGSTOP.</summary>
    public Task FreezeAsync() => _process!.Freeze();

    /// <summary>Lets a frozen process go on.</summary>
    public Task ThawAsync() => _process!.Thaw();

    /// <summary>Ends the process with SIGKILL, if it runs.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        await process.DisposeAsync();
        _process = null;
        _earlierLines += process.LineCount;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await KillAsync();

    private ProgramProcess Start(string[] arguments)
    {
        Directory.CreateDirectory(workFolder);
        return _process = new ProgramProcess(project, arguments, settings, workFolder, logFile);
    }

    private static async Task<bool> IsReady(HttpClient client, CancellationToken cancel)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("health/ready", UriKind.Relative), cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // Not listening yet.
        }
    }
}

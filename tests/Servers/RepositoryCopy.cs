using System.Diagnostics;

namespace EventDriven.TestServers;

/// <summary>A copy of the sources in a temporary folder, which a test changes, builds and runs.</summary>
public sealed class RepositoryCopy : IAsyncDisposable
{
    // What .gitignore names, and git's own folder.
    private static readonly string[] NotCopied = [".git", "bin", "obj", "TestResults", "TestRepeats", "data"];

    private readonly DirectoryInfo _folder;

    /// <param name="purpose">The beginning of the folder's name, such as "add-a-step".</param>
    public RepositoryCopy(string purpose)
    {
        _folder = Directory.CreateTempSubdirectory($"{purpose}-");
        Copy(new DirectoryInfo(Repository.Root), _folder);
    }

    /// <summary>The full path of a file or folder of the copy.</summary>
    public string PathOf(string path) => Path.Combine(_folder.FullName, path);

    /// <summary>The text of a file of the copy.</summary>
    public string Read(string file) => File.ReadAllText(PathOf(file));

    /// <summary>Replaces or adds a file of the copy.</summary>
    public void Write(string file, string text) => File.WriteAllText(PathOf(file), text);

    /// <summary>Restores and builds these projects and all that they reference.</summary>
    /// <exception cref="InvalidOperationException">The build failed.</exception>
    public async Task BuildAsync(IEnumerable<string> projects, CancellationToken cancel)
    {
        const string Filter = "Copy.slnf";
        var quoted = projects.Select(project => $"\"{project}\"");
        Write(
            Filter,
            $$"""{ "solution": { "path": "EventDriven.sln", "projects": [{{string.Join(", ", quoted)}}] } }"""
        );
        await ExpectAsync(BuildAsync(Filter, cancel, "-restore"), "The copy of the sources does not build.");
    }

    /// <summary>Builds one project, or all of a solution filter.</summary>
    public Task<(int ExitCode, string Output)> BuildAsync(
        string project,
        CancellationToken cancel,
        params string[] options
    ) =>
        RunAsync(
            "dotnet",
            [
                "msbuild",
                project,
                "-maxCpuCount",
                "-nodeReuse:false",
                "-verbosity:quiet",
                "-nologo",
                "-p:UseSharedCompilation=true",
                .. options,
            ],
            cancel
        );

    /// <summary>Runs what was built of a project.</summary>
    /// <param name="project">Its folder.</param>
    /// <param name="arguments">The program's.</param>
    /// <param name="cancel">Kills the process.</param>
    /// <param name="settings">Environment variables.</param>
    public Task<(int ExitCode, string Output)> ExecuteAsync(
        string project,
        IEnumerable<string> arguments,
        CancellationToken cancel,
        params (string Name, string Value)[] settings
    )
    {
        var file = Path.GetFileNameWithoutExtension(Directory.GetFiles(PathOf(project), "*.csproj").Single());
        return RunAsync(
            "dotnet",
            [Path.Combine(project, "bin/Debug/net10.0", $"{file}.dll"), .. arguments],
            cancel,
            settings
        );
    }

    /// <summary>Runs a program in the copy's root folder; returns its standard output and then its errors.</summary>
    public Task<(int ExitCode, string Output)> RunAsync(
        string program,
        IEnumerable<string> arguments,
        CancellationToken cancel,
        params (string Name, string Value)[] settings
    ) => RunInAsync(_folder.FullName, program, arguments, cancel, settings);

    /// <summary>Runs a program in a folder; returns its standard output and then its errors.</summary>
    public static async Task<(int ExitCode, string Output)> RunInAsync(
        string folder,
        string program,
        IEnumerable<string> arguments,
        CancellationToken cancel,
        params (string Name, string Value)[] settings
    )
    {
        ArgumentNullException.ThrowIfNull(settings);
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // New projects change the lock files, which a restore in CI refuses.
        start.Environment.Remove("CI");
        // It is set for the tests' own programs; compilers are faster without it.
        start.Environment.Remove("DOTNET_JITMinOpts");
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        using var process = Process.Start(start)
            ?? throw new InvalidOperationException($"{program} could not be started.");
        await using var cancelled = cancel.UnsafeRegister(_ => process.Kill(entireProcessTree: true), state: null);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        return (process.ExitCode, output + await errors);
    }

    /// <exception cref="InvalidOperationException">The run failed; the message ends with its output.</exception>
    public static async Task ExpectAsync(Task<(int ExitCode, string Output)> run, string failure)
    {
        ArgumentNullException.ThrowIfNull(run);
        var (exitCode, output) = await run;
        if (exitCode != 0)
            throw new InvalidOperationException($"{failure}\n{output}");
    }

    /// <summary>Ends the compiler process and deletes the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await RunAsync("dotnet", ["build-server", "shutdown", "--vbcscompiler"], CancellationToken.None);
        _folder.Delete(recursive: true);
    }

    private static void Copy(DirectoryInfo from, DirectoryInfo to)
    {
        foreach (var file in from.EnumerateFiles())
            file.CopyTo(Path.Combine(to.FullName, file.Name));
        foreach (var folder in from.EnumerateDirectories().Where(folder => !NotCopied.Contains(folder.Name)))
            Copy(folder, to.CreateSubdirectory(folder.Name));
    }
}

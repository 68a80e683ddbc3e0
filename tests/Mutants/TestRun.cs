using System.Diagnostics;

namespace EventDriven.Mutants;

/// <summary>
/// Runs a test program whose mutated assembly holds all mutants, each behind a condition. Stryker's code in it reads
/// which mutant is active, and writes which ones a run has reached.
/// </summary>
internal sealed class TestRun(string tests)
{
    private TimeSpan _limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs all tests without a mutant.</summary>
    /// <returns>The mutants that the tests reach.</returns>
    public async Task<HashSet<int>> CoverageAsync()
    {
        var began = Stopwatch.GetTimestamp();
        using var run = Start(mutant: -1);
        var output = await run.Process.StandardOutput.ReadToEndAsync();
        await run.Process.WaitForExitAsync();
        if (run.Process.ExitCode != 0)
            throw new InvalidOperationException($"The tests fail without a mutant:\n{output}");

        _limit = TimeSpan.FromSeconds(30) + 5 * Stopwatch.GetElapsedTime(began);
        return
        [
            .. Directory
                .GetFiles(run.Folder.FullName, "coverage*")
                .SelectMany(file => File.ReadAllText(file).Split(',', ';'))
                .Where(id => id.Length > 0)
                .Select(int.Parse),
        ];
    }

    /// <summary>Runs the tests until one fails.</summary>
    public async Task<Verdict> TestAsync(int mutant)
    {
        using var run = Start(mutant);
        using var limit = new CancellationTokenSource(_limit);
        try
        {
            await run.Process.StandardOutput.ReadToEndAsync(limit.Token);
            await run.Process.WaitForExitAsync(limit.Token);
            return run.Process.ExitCode == 0 ? Verdict.Survived : Verdict.Killed;
        }
        catch (OperationCanceledException)
        {
            return Verdict.Timeout;
        }
    }

    private Run Start(int mutant)
    {
        var folder = Directory.CreateTempSubdirectory("mutant-");
        var active = Path.Combine(folder.FullName, "active");
        File.WriteAllBytes(active, BitConverter.GetBytes(mutant));
        var start = new ProcessStartInfo("dotnet", ["exec", tests, "-noLogo", "-noColor", "-stopOnFail"])
        {
            RedirectStandardOutput = true,
            Environment =
            {
                ["TMPDIR"] = folder.FullName,
                ["STRYKER_MUTANT_FILE"] = active,
                ["STRYKER_COVERAGE_FILE"] = mutant < 0 ? "coverage" : null,
            },
        };
        return new Run(Process.Start(start)!, folder);
    }

    private sealed record Run(Process Process, DirectoryInfo Folder) : IDisposable
    {
        public void Dispose()
        {
            if (!Process.HasExited)
            {
                Process.Kill(entireProcessTree: true);
                Process.WaitForExit();
            }

            Process.Dispose();
            Folder.Delete(recursive: true);
        }
    }
}

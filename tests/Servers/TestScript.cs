using System.Diagnostics;
using Xunit;

namespace EventDriven.TestServers;

/// <summary>The scripts in <c>tests</c> that find or install a program that a test needs.</summary>
public static class TestScript
{
    /// <summary>Runs a script to its end.</summary>
    /// <param name="name">Its name, such as "npm".</param>
    /// <param name="arguments">Its command line.</param>
    /// <returns>What it printed.</returns>
    /// <remarks>Ends when the test is cancelled.</remarks>
    /// <exception cref="InvalidOperationException">The script failed. The message is its error output.</exception>
    public static async Task<string> RunAsync(string name, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(Repository.Root, "tests", name), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)
            ?? throw new InvalidOperationException($"bash could not be started for tests/{name}.");
        await using var cancelled = TestContext.Current.CancellationToken.UnsafeRegister(
            _ => process.Kill(entireProcessTree: true),
            state: null
        );
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException((await errors).Trim());
    }
}

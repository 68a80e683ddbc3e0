using System.Diagnostics;

namespace EventDriven.TestServers;

/// <summary>
/// Programs from npm, for tests that hold what we serve against what others wrote. <c>tests/npm</c> installs them, and
/// Node.js where it is missing.
/// </summary>
public static class NodePackages
{
    /// <summary>Installs what a folder's package-lock.json names; at once when that has been done before.</summary>
    /// <param name="folder">Has package.json and package-lock.json; relative to the repository's root.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The node_modules folder: for NODE_PATH, and with the packages' programs in <c>.bin</c>.</returns>
    public static async Task<string> InstallAsync(string folder, CancellationToken cancellationToken = default)
    {
        var script = Path.Combine(Repository.Root, "tests", "npm");
        var start = new ProcessStartInfo("bash", [script, Path.Combine(Repository.Root, folder)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)
            ?? throw new InvalidOperationException($"bash could not be started for {script}.");
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? output.Trim()
            : throw new InvalidOperationException($"tests/npm {folder} failed: {await errors}");
    }
}

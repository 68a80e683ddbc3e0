using System.ComponentModel;
using System.Diagnostics;

namespace EventDriven.AppHost;

/// <summary>
/// The container engine that Aspire uses: <c>docker</c>, unless ASPIRE_CONTAINER_RUNTIME names another.
/// </summary>
internal static class ContainerEngine
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Whether it is installed and running.</summary>
    public static bool IsRunning()
    {
        var runtime = Environment.GetEnvironmentVariable("ASPIRE_CONTAINER_RUNTIME") ?? "docker";
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(runtime, "version") { RedirectStandardOutput = true, RedirectStandardError = true }
            )!;
            return process.WaitForExit(Timeout) && process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            // Not installed.
            return false;
        }
    }
}

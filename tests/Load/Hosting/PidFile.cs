using System.Globalization;

namespace EventDriven.Load.Hosting;

/// <summary>What deploy/local notes of a process that it started: its id, and when it began.</summary>
internal static class PidFile
{
    /// <summary>The process's id; null when it was not started, or has ended.</summary>
    public static int? Read(string path)
    {
        if (!File.Exists(path))
            return null;

        var pid = int.Parse(File.ReadAllText(path).Split(' ')[0], CultureInfo.InvariantCulture);
        return Directory.Exists($"/proc/{pid}") ? pid : null;
    }
}

using System.Reflection;

namespace EventDriven.Load.Floors.Bare;

/// <summary>Who sent a message, as MassTransit's envelope says it.</summary>
internal sealed record EnvelopeHost
{
    /// <summary>This process.</summary>
    public static EnvelopeHost This { get; } = new();

    public string MachineName { get; init; } = Environment.MachineName;

    public string ProcessName { get; init; } = "EventDriven.Load";

    public int ProcessId { get; init; } = Environment.ProcessId;

    public string Assembly { get; init; } = "EventDriven.Load";

    public string AssemblyVersion { get; init; } =
        typeof(EnvelopeHost).Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()?.Version ?? "";

    public string FrameworkVersion { get; init; } = Environment.Version.ToString();

    public string MassTransitVersion { get; init; } = "";

    public string OperatingSystemVersion { get; init; } = Environment.OSVersion.VersionString;
}

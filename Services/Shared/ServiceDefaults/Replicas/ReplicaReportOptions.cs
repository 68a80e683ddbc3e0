namespace EventDriven.ServiceDefaults.Replicas;

/// <summary>
/// The section <c>ReplicaReports</c>. All processes need the same values, because the console relies on them.
/// </summary>
public sealed class ReplicaReportOptions
{
    internal const string Section = "ReplicaReports";

    /// <summary>How often a process reports; zero for never.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>A process that has not reported for this long counts as away.</summary>
    public TimeSpan SilentAfter => 3 * Interval;
}

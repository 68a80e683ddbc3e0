namespace EventDriven.ServiceDefaults.Replicas;

/// <summary>
/// How processes tell that they are there; section <c>ReplicaReports</c>. The same for all of them: who listens expects
/// it so.
/// </summary>
public sealed class ReplicaReportOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "ReplicaReports";

    /// <summary>How often a process reports; zero for never.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>After how long a process that says nothing is taken to be away.</summary>
    public TimeSpan SilentAfter => 3 * Interval;
}

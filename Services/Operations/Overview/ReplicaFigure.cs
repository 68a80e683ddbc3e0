using EventDriven.Contracts.Operations;

namespace EventDriven.Operations.Overview;

/// <summary>A process, as it last reported.</summary>
/// <param name="Report">The report.</param>
/// <param name="SeenAt">When it came (UTC).</param>
/// <param name="IsSilent">Whether it should have reported again since.</param>
public sealed record ReplicaFigure(ReplicaReported Report, DateTimeOffset SeenAt, bool IsSilent)
{
    /// <summary>What tells it from others on the same machine.</summary>
    public string ShortId => $"{Report.Replica:n}"[..6];
}

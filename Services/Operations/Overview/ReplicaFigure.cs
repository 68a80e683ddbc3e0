using EventDriven.Contracts.Operations;

namespace EventDriven.Operations.Overview;

/// <summary>The latest report of a process; silent when the next one is overdue.</summary>
public sealed record ReplicaFigure(ReplicaReported Report, DateTimeOffset SeenAt, bool IsSilent)
{
    public string ShortId => $"{Report.Replica:n}"[..6];
}

namespace EventDriven.Operations.Overview;

/// <summary>A service, and the processes that host it.</summary>
/// <param name="Service">The service.</param>
/// <param name="Replicas">Its processes, those that were heard within the last hour.</param>
public sealed record ServiceFigure(string Service, IReadOnlyList<ReplicaFigure> Replicas)
{
    /// <summary>
    /// Healthy, when every process of it is; Unhealthy, when every one that reports is; Silent when none reports any
    /// more, Missing when none ever did; else Degraded: there are fewer that do their work than there were.
    /// </summary>
    public string Status
    {
        get
        {
            string[] reported =
            [
                .. Replicas.Where(replica => !replica.IsSilent).Select(replica => replica.Report.Status),
            ];
            return Replicas.Count == 0 ? "Missing"
                : reported.Length == 0 ? "Silent"
                : reported.All(status => status == "Unhealthy") ? "Unhealthy"
                : reported.Length == Replicas.Count && reported.All(status => status == "Healthy") ? "Healthy"
                : "Degraded";
        }
    }

    /// <summary>Whether everything about it is as it should be.</summary>
    public bool IsWell => Status == "Healthy";
}

namespace EventDriven.Operations.Overview;

public sealed record ServiceFigure(string Service, IReadOnlyList<ReplicaFigure> Replicas)
{
    /// <summary>
    /// Healthy: every process is. Unhealthy: every reporting process is. Silent: none reports any more. Missing: none
    /// ever did. Degraded: anything else.
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

    public bool IsWell => Status == "Healthy";
}

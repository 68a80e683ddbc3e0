namespace EventDriven.Operations.Overview;

/// <summary>A service, and the processes that host it.</summary>
/// <param name="Service">The service.</param>
/// <param name="Replicas">Its processes, those that were heard within the last hour.</param>
public sealed record ServiceFigure(string Service, IReadOnlyList<ReplicaFigure> Replicas)
{
    /// <summary>The best that a process of it is in: Healthy, Degraded or Unhealthy; Silent when none reports any more, Missing when none ever did.</summary>
    public string Status =>
        Replicas.Where(replica => !replica.IsSilent).Select(replica => replica.Report.Status).OrderBy(Rank).FirstOrDefault()
        ?? (Replicas.Count > 0 ? "Silent" : "Missing");

    /// <summary>Whether everything about it is as it should be.</summary>
    public bool IsWell => Status == "Healthy" && Replicas.All(replica => !replica.IsSilent && replica.Report.Status == "Healthy");

    private static int Rank(string status) => status switch
    {
        "Healthy" => 0,
        "Degraded" => 1,
        _ => 2
    };
}

namespace EventDriven.Contracts.Operations;

/// <summary>
/// One health check of a process.
/// </summary>
public sealed record ReplicaCheck
{
    /// <summary>The check, such as database-inventory.</summary>
    public required string Name { get; init; }

    /// <summary>Healthy, Degraded or Unhealthy.</summary>
    public required string Status { get; init; }

    /// <summary>What it says in words; null when nothing is to be said.</summary>
    public string? Note { get; init; }
}

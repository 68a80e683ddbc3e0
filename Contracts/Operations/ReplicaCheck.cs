namespace EventDriven.Contracts.Operations;

/// <summary>A health check of a process.</summary>
public sealed record ReplicaCheck
{
    /// <summary>Such as database-inventory.</summary>
    public required string Name { get; init; }

    /// <summary>Healthy, Degraded or Unhealthy.</summary>
    public required string Status { get; init; }

    /// <summary>In words; null if there is nothing to say.</summary>
    public string? Note { get; init; }
}

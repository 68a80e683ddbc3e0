namespace EventDriven.Contracts.Operations;

/// <summary>
/// Event: the health of one process. Published by every process every few seconds; handled by Operations. A silent
/// process, or its connection to the broker, is down.
/// </summary>
[EntityName("operations.replica-reported")]
[MessageUrn("operations.replica-reported")]
[FaultEntityName("operations.replica-reported.fault")]
public sealed record ReplicaReported
{
    /// <summary>The <see cref="Status"/> of a process that ends because it was asked to.</summary>
    public const string Stopped = nameof(Stopped);

    /// <summary>The process, from its start to its end.</summary>
    public required Guid Replica { get; init; }

    /// <summary>The machine or container that it runs on.</summary>
    public required string Host { get; init; }

    /// <summary>The services that it hosts, such as inventory.</summary>
    public required IReadOnlyList<string> Services { get; init; }

    /// <summary>When it started (UTC).</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>
    /// Healthy, Degraded or Unhealthy; Stopped in the last report before a regular end.
    /// </summary>
    public required string Status { get; init; }

    /// <summary>What was looked at for it.</summary>
    public required IReadOnlyList<ReplicaCheck> Checks { get; init; }

    /// <summary>What waits in its databases to be sent.</summary>
    public required IReadOnlyList<MessageBacklog> Backlogs { get; init; }

    /// <summary>When this was so (UTC).</summary>
    public required DateTimeOffset At { get; init; }
}

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
    /// <summary>The <see cref="Status"/> before a regular end.</summary>
    public const string Stopped = nameof(Stopped);

    /// <summary>New at each start of the process.</summary>
    public required Guid Replica { get; init; }

    /// <summary>Machine or container.</summary>
    public required string Host { get; init; }

    /// <summary>Hosted services, such as inventory.</summary>
    public required IReadOnlyList<string> Services { get; init; }

    /// <summary>When it started (UTC).</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Healthy, Degraded, Unhealthy or, before a regular end, Stopped.</summary>
    public required string Status { get; init; }

    /// <summary>The checks behind Status.</summary>
    public required IReadOnlyList<ReplicaCheck> Checks { get; init; }

    /// <summary>Its queues that wait; null from older versions.</summary>
    public IReadOnlyList<QueueWait>? Waits { get; init; }

    /// <summary>Messages that it has postponed several times, at most 100; null from older versions.</summary>
    public IReadOnlyList<PostponedMessage>? Postponed { get; init; }

    /// <summary>Unsent messages of its databases.</summary>
    public required IReadOnlyList<MessageBacklog> Backlogs { get; init; }

    /// <summary>When it was measured (UTC).</summary>
    public required DateTimeOffset At { get; init; }
}

namespace EventDriven.Steps;

/// <summary>A step that a remote party performs.</summary>
public sealed record RemoteStep
{
    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The step's name: at most 40 characters.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Calls the party under the record's idempotency key, while no transaction is open. It may run again after a crash
    /// at any point, and at the same time in another replica: the same key must give the same answer and one effect.
    /// </summary>
    public required Func<StepRecord, CancellationToken, Task<StepOutcome>> Call { get; init; }

    /// <summary>
    /// What the party is asked for. The first command records it, and later copies ask for the same, because a key
    /// belongs to one request.
    /// </summary>
    public object? Request { get; init; }

    /// <summary>The step that this one undoes.</summary>
    public string? Undoes { get; init; }

    /// <summary>Makes the answer if the step's undo came first. Null where the step has no undo.</summary>
    public Func<object>? Superseded { get; init; }

    /// <summary>
    /// How long one copy of the command may call the party alone. For a party without idempotency keys, so that
    /// duplicates that arrive together make one call. After a crash, the next copy waits for the lease to expire.
    /// </summary>
    public TimeSpan? Lease { get; init; }
}

namespace EventDriven.ServiceDefaults.RemoteSteps;

/// <summary>What a command asks of a remote party, and how its answer is told.</summary>
/// <typeparam name="TStep">The service's step.</typeparam>
public sealed record RemoteCall<TStep>
    where TStep : RemoteStep
{
    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The step's name.</summary>
    public required string Step { get; init; }

    /// <summary>
    /// Writes into the new step what the remote party will be asked for: later copies of the command ask for just that.
    /// </summary>
    public Action<TStep>? Intend { get; init; }

    /// <summary>
    /// Asks the remote party, under the step's idempotency key, with no transaction open. May be repeated after a crash
    /// at any point, and at the same time elsewhere: the same key must give the same answer and one effect.
    /// </summary>
    public required Func<TStep, CancellationToken, Task<RemoteAnswer>> Ask { get; init; }

    /// <summary>The event that says it is done, or needs review.</summary>
    public required Func<TStep, object> Done { get; init; }

    /// <summary>
    /// The event that says it was refused or barred. Null where the workflow knows no refusal, as for an undo: then a
    /// refusal is an error, tried again and in the end left where an operator finds it, never told as done.
    /// </summary>
    public Func<TStep, object>? Refused { get; init; }

    /// <summary>The step that this one undoes.</summary>
    public string? Undoes { get; init; }

    /// <summary>What the undone step is answered if it comes, or comes back, later.</summary>
    public string? UndoneReason { get; init; }
}

using EventDriven.Contracts;

namespace EventDriven.Steps;

/// <summary>A step that a remote party performs.</summary>
public sealed record RemoteStep
{
    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The step's name: at most 40 characters.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Of the order, by its command: see <see cref="Epochs" />. An undo that an earlier epoch asked for, and that is
    /// first heard of after a command of this one, is not performed.
    /// </summary>
    public int Epoch { get; init; } = 1;

    /// <summary>
    /// Calls the party with the record's idempotency key, while no transaction is open. It may run again after a crash,
    /// and at the same time in another replica: the same key must give the same answer and one effect.
    /// </summary>
    public required Func<StepRecord, CancellationToken, Task<StepOutcome>> Call { get; init; }

    /// <summary>
    /// The request. The first command records it and later copies repeat it, because a key belongs to one request.
    /// </summary>
    public object? Request { get; init; }

    /// <summary>The step that this one undoes.</summary>
    public string? Undoes { get; init; }

    /// <summary>
    /// The event that confirms the step's undo, by its name, or the undo itself if it cannot be refused. A command that
    /// comes after it is refused: an order that began again would build on what is not there any more, or soon. Null
    /// for a step without an undo.
    /// </summary>
    public string? UndoneAs { get; init; }

    /// <summary>
    /// Makes the answer if the step's undo came first, or the step is undone. Null for a step without an undo.
    /// </summary>
    public Func<object>? Superseded { get; init; }

    /// <summary>
    /// For a party without idempotency keys: how long one copy of the command may call it alone, so that duplicates
    /// that arrive together make one call. After a crash, the next copy waits until the lease expires.
    /// </summary>
    public TimeSpan? Lease { get; init; }
}

using System.Diagnostics;

namespace EventDriven.GroupedSaves;

/// <summary>
/// One <c>SaveChangesAsync</c> call. The values were read from the context before: a group never touches a context.
/// </summary>
internal sealed class Save(IReadOnlyList<Row> rows)
{
    private readonly TaskCompletionSource<SaveOutcome> _outcome = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    public IReadOnlyList<Row> Rows => rows;

    public int? CommandTimeout { get; init; }

    /// <summary>The caller's activity: a group runs in no caller's execution context.</summary>
    public Activity? Activity { get; } = Activity.Current;

    /// <summary>Why the outcome is unknown.</summary>
    public Exception? Failure { get; private set; }

    public Task<SaveOutcome> Outcome => _outcome.Task;

    public void End(SaveOutcome outcome, Exception? failure = null)
    {
        Failure = failure;
        _outcome.TrySetResult(outcome);
    }

    public void Cancel(CancellationToken cancellationToken) => _outcome.TrySetCanceled(cancellationToken);
}

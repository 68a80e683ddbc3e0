namespace EventDriven.Steps.Tests;

/// <summary>A call of the remote party, which the test ends.</summary>
internal sealed class Call
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<StepOutcome> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The record that the party was called for; null before the call.</summary>
    public StepRecord? Record { get; private set; }

    public Task Begun => _begun.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    public Task<StepOutcome> Run(StepRecord record, CancellationToken cancellationToken)
    {
        Record = record;
        _begun.TrySetResult();
        return _end.Task.WaitAsync(cancellationToken);
    }

    public void End(StepOutcome outcome) => _end.SetResult(outcome);

    public void End(Exception failure) => _end.SetException(failure);
}

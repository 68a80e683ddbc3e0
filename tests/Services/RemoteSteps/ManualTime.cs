namespace EventDriven.Services.Tests.RemoteSteps;

/// <summary>A clock that stands still until a test moves it, and tells when somebody waits for it.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Waiting> _waiting = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _watchers = [];
    private DateTimeOffset _now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            var waiting = new Waiting(this, () => callback(state), _now + dueTime);
            _waiting.Add(waiting);
            foreach (var (_, reached) in _watchers.Where(w => w.Count <= _waiting.Count))
                reached.TrySetResult();
            return waiting;
        }
    }

    /// <summary>Completes when so many wait at the same time.</summary>
    public Task UntilWaitingAsync(int count)
    {
        lock (_lock)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_waiting.Count >= count)
                reached.SetResult();
            _watchers.Add((count, reached));
            return reached.Task.WaitAsync(TimeSpan.FromSeconds(30), System);
        }
    }

    public void Advance(TimeSpan by)
    {
        Waiting[] due;
        lock (_lock)
        {
            _now += by;
            due = [.. _waiting.Where(w => w.Due <= _now)];
            _waiting.RemoveAll(due.Contains);
        }
        foreach (var waiting in due)
            waiting.Fire();
    }

    private sealed class Waiting(ManualTime time, Action fire, DateTimeOffset due) : ITimer
    {
        public DateTimeOffset Due => due;

        public Action Fire => fire;

        // Task.Delay, the only waiter here, never changes its timer.
        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose()
        {
            lock (time._lock)
                time._waiting.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

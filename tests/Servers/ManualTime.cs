namespace EventDriven.TestServers;

/// <summary>
/// A clock that stands still until a test advances it. The test can wait until a timer is set, which
/// Microsoft.Extensions.Time.Testing.FakeTimeProvider does not offer.
/// </summary>
/// <param name="start">The time at first; by default the machine's, from which MassTransit counts delays.</param>
public sealed class ManualTime(DateTimeOffset? start = null) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private readonly List<(Func<bool> IsReached, TaskCompletionSource Reached)> _watchers = [];
    private DateTimeOffset _now = start ?? DateTimeOffset.UtcNow;

    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc />
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    /// <summary>Completes when this many timers are set at the same time.</summary>
    public Task UntilWaitingAsync(int count) => Until(() => _timers.Count >= count);

    /// <summary>Completes when a timer is set that is due in exactly this time.</summary>
    public Task UntilWaitingAsync(TimeSpan time) => Until(() => _timers.Any(timer => timer.DueAt == _now + time));

    /// <summary>Moves the clock forward to a time; does nothing when that time has passed.</summary>
    public void AdvanceTo(DateTimeOffset time)
    {
        if (time > GetUtcNow())
            Advance(time - GetUtcNow());
    }

    /// <summary>
    /// Moves the clock and fires the timers that are due, in the order of their times. A periodic timer fires once,
    /// however often it was due.
    /// </summary>
    public void Advance(TimeSpan by)
    {
        Timer[] due;
        lock (_lock)
        {
            _now += by;
            due = [.. _timers.Where(timer => timer.DueAt <= _now).OrderBy(timer => timer.DueAt)];
            foreach (var timer in due)
                timer.Renew();
        }
        foreach (var timer in due)
            timer.Fire();
    }

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private Task Until(Func<bool> isReached)
    {
        lock (_lock)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (isReached())
                reached.SetResult();
            _watchers.Add((isReached, reached));
            return reached.Task.WaitAsync(TimeSpan.FromSeconds(30), System);
        }
    }

    private sealed class Timer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset DueAt { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                _period = period;
                Wait(dueTime);
            }

            return true;
        }

        /// <summary>Sets a periodic timer again after it was due.</summary>
        public void Renew() => Wait(_period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : _period);

        private void Wait(TimeSpan dueTime)
        {
            time._timers.Remove(this);
            if (dueTime == Timeout.InfiniteTimeSpan)
                return;
            DueAt = time._now + dueTime;
            time._timers.Add(this);
            foreach (var (_, reached) in time._watchers.Where(watcher => watcher.IsReached()))
                reached.TrySetResult();
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

namespace EventDriven.Scheduling;

/// <summary>
/// Wakes the relay for a message that was stored in this process and is due before the next poll: at the due time,
/// because the row is visible only after the commit.
/// </summary>
internal sealed class RelayAlarm<TDbContext, TMessage>(DatabaseClock<TDbContext> time)
    where TDbContext : DbContext
{
    private readonly Lock _lock = new();
    private DateTime _earliest = DateTime.MaxValue;
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends the current or next wait at once.</summary>
    public void Wake() => Set(DateTime.MinValue);

    /// <summary>Ends the current or next wait at <paramref name="dueAt"/> if it would end later.</summary>
    public void Set(DateTime dueAt)
    {
        lock (_lock)
        {
            if (dueAt >= _earliest)
                return;
            _earliest = dueAt;
            _moved.TrySetResult();
        }
    }

    /// <summary>Returns at the given time (UTC), or at an earlier time passed to <see cref="Set"/>.</summary>
    public async Task Wait(DateTime until, CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan pause;
            Task moved;
            lock (_lock)
            {
                var now = time.GetUtcNow().UtcDateTime;
                var earliest = _earliest < until ? _earliest : until;
                if (_earliest <= now)
                    _earliest = DateTime.MaxValue;
                if (earliest <= now)
                    return;
                if (_moved.Task.IsCompleted)
                    _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
                moved = _moved.Task;
                // Timers truncate to whole milliseconds: rounding up prevents a busy loop in the last fraction.
                pause = TimeSpan.FromMilliseconds(Math.Ceiling((earliest - now).TotalMilliseconds));
            }

            using var stopWaiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(moved, Task.Delay(pause, time, stopWaiting.Token));
            await stopWaiting.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}

using Microsoft.EntityFrameworkCore;

namespace EventDriven.Scheduling;

/// <summary>
/// Wakes the delivery for a message that was scheduled in this process and is due before it would have looked again. It
/// goes off at the due time, not at once: until the transaction that scheduled the message is committed there is
/// nothing to be seen.
/// </summary>
/// <typeparam name="TDbContext">The DbContext whose table it is about.</typeparam>
internal sealed class DeliveryAlarm<TDbContext>(TimeProvider time)
    where TDbContext : DbContext
{
    private readonly Lock _lock = new();
    private DateTime _earliest = DateTime.MaxValue;
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes a wait in progress, or the next one, end at the given time if it would end later.</summary>
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

    /// <summary>Returns at the given time (UTC), or at an earlier one that was <see cref="Set"/>.</summary>
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
                // Timers count in whole milliseconds and cut off the rest: without rounding up the last fraction would
                // be spun away.
                pause = TimeSpan.FromMilliseconds(Math.Ceiling((earliest - now).TotalMilliseconds));
            }

            using var stopWaiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(moved, Task.Delay(pause, time, stopWaiting.Token));
            await stopWaiting.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}

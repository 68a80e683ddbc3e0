namespace EventDriven.Operations.Overview;

/// <summary>
/// The ends of the last hour, by minute. A completed minute is read once and cached. Every ten seconds the numbers of
/// the cached minutes are checked for ends that arrived late.
/// </summary>
public sealed class EndedMinutes(TimeProvider time) : IDisposable
{
    public const int Count = 60;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookForLateEvery = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1);
    private readonly Dictionary<DateTimeOffset, EndedMinute> _kept = [];
    private DateTimeOffset _lookedForLateAt;

    public async Task<IReadOnlyList<EndedMinute>> LastHour(OperationsDbContext db, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            return await Read(db, cancel);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<IReadOnlyList<EndedMinute>> Read(OperationsDbContext db, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var current = new DateTimeOffset(now.Ticks - now.Ticks % Minute.Ticks, TimeSpan.Zero);
        DateTimeOffset[] minutes =
        [
            .. Enumerable.Range(1, Count).Select(number => current - (Count - number) * Minute),
        ];
        foreach (var old in _kept.Keys.Where(minute => minute < minutes[0]).ToList())
            _kept.Remove(old);

        // Events of the previous minute may still arrive.
        var settled = current - Minute;
        if (now - _lookedForLateAt >= LookForLateEvery)
        {
            var (from, to) = (minutes[0], _kept.Count == 0 ? minutes[0] : _kept.Keys.Max() + Minute);
            if (await Ended(db, from, to).CountAsync(cancel) != _kept.Values.Sum(minute => minute.Count))
            {
                foreach (var (at, minute) in _kept.ToList())
                {
                    if (await Ended(db, at, at + Minute).CountAsync(cancel) != minute.Count)
                        _kept.Remove(at);
                }
            }

            _lookedForLateAt = now;
        }

        var all = new List<EndedMinute>(Count);
        foreach (var at in minutes)
        {
            if (!_kept.TryGetValue(at, out var minute))
            {
                minute = await Read(db, at, cancel);
                if (at < settled)
                    _kept[at] = minute;
            }

            all.Add(minute);
        }

        return all;
    }

    private static async Task<EndedMinute> Read(OperationsDbContext db, DateTimeOffset at, CancellationToken cancel)
    {
        var ended = await Ended(db, at, at + Minute)
            .Select(order => new
            {
                order.State,
                order.SubmittedAt,
                EndedAt = order.EndedAt!.Value,
            })
            .ToListAsync(cancel);
        TimeSpan[] took =
        [
            .. ended
                .Where(order => order.State == OrderStates.Completed)
                .Select(order => order.EndedAt - order.SubmittedAt)
                .Order(),
        ];
        return new EndedMinute(
            at,
            ended.CountBy(order => order.State).ToDictionary(),
            Percentile(took, 0.5),
            Percentile(took, 0.95)
        );
    }

    private static IQueryable<TrackedOrder> Ended(OperationsDbContext db, DateTimeOffset from, DateTimeOffset to) =>
        db.TrackedOrders.Where(order => order.EndedAt >= from && order.EndedAt < to);

    // The nearest rank.
    private static TimeSpan? Percentile(TimeSpan[] sorted, double part) =>
        sorted.Length == 0 ? null : sorted[(int)Math.Ceiling(part * sorted.Length) - 1];
}

/// <summary>The orders that ended in one minute, by state, and the times from accepted to completed.</summary>
public sealed record EndedMinute(
    DateTimeOffset At,
    IReadOnlyDictionary<string, int> Ends,
    TimeSpan? Median,
    TimeSpan? P95
)
{
    public int Count => Ends.Values.Sum();

    public int CompletedCount => Ends.GetValueOrDefault(OrderStates.Completed);
}

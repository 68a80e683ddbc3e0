namespace EventDriven.Explorer.Worlds;

/// <summary>
/// The clock of the replica that makes the present move, in the world that moves on this thread: one second for each
/// move.
/// </summary>
internal sealed class WorldClock : TimeProvider
{
    public static readonly WorldClock Instance = new(isOfParties: false);

    /// <summary>The remote parties' own clock, which is never ahead.</summary>
    public static readonly WorldClock OfParties = new(isOfParties: true);

    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(10);

    [ThreadStatic]
    private static DateTimeOffset _time;

    [ThreadStatic]
    private static TimeSpan _ahead;

    private readonly bool _isOfParties;

    private WorldClock(bool isOfParties) => _isOfParties = isOfParties;

    public static DateTimeOffset Now => _time + _ahead;

    public static DateTimeOffset At(int moves) => Start.AddSeconds(moves);

    /// <summary>With clocks apart, the number of the move decides which replica makes it.</summary>
    public static void Set(int moves, bool clocksApart = false)
    {
        _time = At(moves);
        _ahead = clocksApart && (Hash.Mix((ulong)moves) & 1) == 1 ? Apart : TimeSpan.Zero;
    }

    public override DateTimeOffset GetUtcNow() => _isOfParties ? _time : Now;
}

namespace EventDriven.Explorer.Worlds;

/// <summary>The clock of the world that moves on this thread: one second for each move.</summary>
internal sealed class WorldClock : TimeProvider
{
    public static readonly WorldClock Instance = new();

    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [ThreadStatic]
    private static int _moves;

    private WorldClock() { }

    public static DateTimeOffset Now => Start.AddSeconds(_moves);

    public static void Set(int moves) => _moves = moves;

    public override DateTimeOffset GetUtcNow() => Now;
}

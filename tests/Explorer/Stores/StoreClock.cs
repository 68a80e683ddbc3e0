using EventDriven.Explorer.Worlds;

namespace EventDriven.Explorer.Stores;

/// <summary>The clock of the services: that of the world which they are compared with.</summary>
internal sealed class StoreClock : TimeProvider
{
    public int Moves { get; set; }

    public override DateTimeOffset GetUtcNow() => WorldClock.At(Moves);
}

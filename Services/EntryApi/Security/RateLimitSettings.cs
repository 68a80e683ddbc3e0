namespace EventDriven.EntryApi.Security;

/// <summary>Of one caller at one replica, by a token bucket that is refilled steadily.</summary>
public sealed class RateLimitSettings
{
    public const string Section = "RateLimit";

    /// <summary>With a valid token, in the long run.</summary>
    public double PerSecond { get; set; } = 100;

    /// <summary>At once after a pause.</summary>
    public int Burst { get; set; } = 200;

    /// <summary>Of an address without a valid token: enough for the open pages.</summary>
    public double AnonymousPerSecond { get; set; } = 5;

    public int AnonymousBurst { get; set; } = 50;

    internal bool AreUsable =>
        PerSecond is > 0 and <= MostPerSecond
        && AnonymousPerSecond is > 0 and <= MostPerSecond
        && Burst > 0
        && AnonymousBurst > 0;

    // A permit for each tick of the clock.
    internal const double MostPerSecond = TimeSpan.TicksPerSecond;
}

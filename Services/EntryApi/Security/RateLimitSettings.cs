namespace EventDriven.EntryApi.Security;

/// <summary>
/// How much one caller may ask of one replica; section <c>RateLimit</c>. Each has a bucket of permits that is refilled
/// steadily.
/// </summary>
public sealed class RateLimitSettings
{
    /// <summary>The section's name.</summary>
    public const string Section = "RateLimit";

    /// <summary>
    /// Requests per second of a caller with a valid token, in the long run: far more than a shop's client needs.
    /// </summary>
    public double PerSecond { get; set; } = 100;

    /// <summary>Requests that it may make at once after a pause.</summary>
    public int Burst { get; set; } = 200;

    /// <summary>
    /// Requests per second of an address without a valid token, in the long run: enough to read the pages that are
    /// open.
    /// </summary>
    public double AnonymousPerSecond { get; set; } = 5;

    /// <summary>Requests that such an address may make at once after a pause.</summary>
    public int AnonymousBurst { get; set; } = 50;

    /// <summary>Whether every number is one that lets somebody in.</summary>
    internal bool AreUsable =>
        PerSecond is > 0 and <= MostPerSecond
        && AnonymousPerSecond is > 0 and <= MostPerSecond
        && Burst > 0
        && AnonymousBurst > 0;

    /// <summary>A permit for each tick of the clock.</summary>
    internal const double MostPerSecond = TimeSpan.TicksPerSecond;
}

namespace EventDriven.SimulatedParties;

/// <summary>The speed of a simulated remote party.</summary>
public sealed class RemotePartyOptions
{
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How long a late answer takes. The action is performed at once.</summary>
    public TimeSpan LateBy { get; init; } = TimeSpan.FromSeconds(15);
}

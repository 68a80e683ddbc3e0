namespace EventDriven.SimulatedParties;

/// <summary>How a simulated remote party behaves in time.</summary>
public sealed class RemotePartyOptions
{
    /// <summary>How long an answer takes.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How long a late answer takes; what was asked for is done at once.</summary>
    public TimeSpan LateBy { get; init; } = TimeSpan.FromSeconds(15);
}

namespace EventDriven.SimulatedParties;

/// <summary>
/// One event of a parcel in the simulated carrier's book. It never changes, and a reference has at most one of a kind.
/// </summary>
public sealed class CarrierEntry
{
    public required string Reference { get; init; }

    public required CarrierEntryKind Kind { get; init; }

    public required string TrackingNumber { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset At { get; init; }
}

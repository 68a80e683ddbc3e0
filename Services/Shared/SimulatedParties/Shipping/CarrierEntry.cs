namespace EventDriven.SimulatedParties;

/// <summary>
/// One line of the simulated carrier's book. Only ever added, and at most one of a kind under a reference. A booking is
/// open while it is neither cancelled nor dispatched.
/// </summary>
public sealed class CarrierEntry
{
    /// <summary>The shipper's reference: the order's id.</summary>
    public required string Reference { get; init; }

    /// <summary>What happened.</summary>
    public required CarrierEntryKind Kind { get; init; }

    /// <summary>The carrier's number for the parcel.</summary>
    public required string TrackingNumber { get; init; }

    /// <summary>When (UTC).</summary>
    public required DateTimeOffset At { get; init; }
}

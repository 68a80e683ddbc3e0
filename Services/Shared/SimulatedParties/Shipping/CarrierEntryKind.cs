namespace EventDriven.SimulatedParties;

/// <summary>Stored by name.</summary>
public enum CarrierEntryKind
{
    Booked,
    Cancelled,
    Dispatched,
}

namespace EventDriven.SimulatedParties;

/// <summary>What happened to a parcel. Kept in the database by name.</summary>
public enum CarrierEntryKind
{
    /// <summary>A pick-up is set aside.</summary>
    Booked,

    /// <summary>It no longer is.</summary>
    Cancelled,

    /// <summary>The carrier has the parcel.</summary>
    Dispatched,
}

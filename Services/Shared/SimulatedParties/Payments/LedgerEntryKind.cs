namespace EventDriven.SimulatedParties;

/// <summary>What happened to money. Kept in the database by name.</summary>
public enum LedgerEntryKind
{
    /// <summary>Set aside.</summary>
    Authorised,

    /// <summary>Taken of what was set aside.</summary>
    Captured,

    /// <summary>No longer set aside, and not taken.</summary>
    Voided,

    /// <summary>Paid back of what was taken.</summary>
    Refunded,
}

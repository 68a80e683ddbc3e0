namespace EventDriven.SimulatedParties;

/// <summary>Stored by name.</summary>
public enum LedgerEntryKind
{
    /// <summary>Set aside.</summary>
    Authorised,

    /// <summary>Taken from what was set aside.</summary>
    Captured,

    /// <summary>No longer set aside, and not taken.</summary>
    Voided,

    /// <summary>Paid back from what was taken.</summary>
    Refunded,
}

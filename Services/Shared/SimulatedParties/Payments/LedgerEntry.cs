namespace EventDriven.SimulatedParties;

/// <summary>
/// One movement of money in the simulated provider's ledger. It never changes, and a reference has at most one of a
/// kind.
/// </summary>
public sealed class LedgerEntry
{
    public required string Reference { get; init; }

    public required LedgerEntryKind Kind { get; init; }

    /// <summary>Above zero.</summary>
    public required decimal Amount { get; init; }

    /// <summary>The ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>The provider's id, which its answer contained.</summary>
    public required string ProviderReference { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset At { get; init; }
}

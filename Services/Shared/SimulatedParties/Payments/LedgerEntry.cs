namespace EventDriven.SimulatedParties;

/// <summary>
/// One movement of money in the simulated provider's ledger. Only ever added, and at most one of a kind under a
/// reference. Open is what was authorised less what was captured and voided; kept is what was captured less what was
/// refunded.
/// </summary>
public sealed class LedgerEntry
{
    /// <summary>The merchant's reference: the order's id.</summary>
    public required string Reference { get; init; }

    /// <summary>What happened.</summary>
    public required LedgerEntryKind Kind { get; init; }

    /// <summary>How much; above zero.</summary>
    public required decimal Amount { get; init; }

    /// <summary>The amount's ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>The provider's id of it, as it was answered.</summary>
    public required string ProviderReference { get; init; }

    /// <summary>When (UTC).</summary>
    public required DateTimeOffset At { get; init; }
}

namespace EventDriven.SimulatedParties;

/// <summary>What the simulated provider knows under one merchant reference.</summary>
public sealed class ProviderPayment : SimulatedAccount
{
    /// <summary>The means of payment that was authorised; null before.</summary>
    public string? Token { get; set; }

    public ICollection<LedgerEntry> Entries { get; } = [];

    /// <summary>What is authorised and neither captured nor voided.</summary>
    public decimal Open =>
        Sum(LedgerEntryKind.Authorised) - Sum(LedgerEntryKind.Captured) - Sum(LedgerEntryKind.Voided);

    /// <summary>What was taken and not paid back.</summary>
    public decimal Kept => Sum(LedgerEntryKind.Captured) - Sum(LedgerEntryKind.Refunded);

    private decimal Sum(LedgerEntryKind kind) => Entries.Where(e => e.Kind == kind).Sum(e => e.Amount);
}

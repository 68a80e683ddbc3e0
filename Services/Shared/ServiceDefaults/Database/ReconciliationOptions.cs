namespace EventDriven.ServiceDefaults;

/// <summary>The section <c>Reconciliation</c>.</summary>
public sealed class ReconciliationOptions
{
    /// <summary>
    /// An open order without news for this time is compared with the saga, and again each time that it has doubled, at
    /// most once an hour.
    /// </summary>
    public TimeSpan After { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often such orders are looked for.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(30);
}

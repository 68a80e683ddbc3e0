namespace EventDriven.Inventory.Domain;

/// <summary>What Inventory can be asked about an order; stored by name.</summary>
public enum StepKind
{
    /// <summary>Hold the stock.</summary>
    Reserve,

    /// <summary>Give it back.</summary>
    Release,

    /// <summary>Let it leave for good.</summary>
    Commit,
}

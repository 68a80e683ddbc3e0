namespace EventDriven.Inventory.Domain;

/// <summary>How a step ended; stored by name.</summary>
public enum StepOutcome
{
    /// <summary>Being decided in the present transaction: no other ever sees it.</summary>
    Claimed,

    /// <summary>Reserve: everything is held.</summary>
    Reserved,

    /// <summary>Reserve: nothing is held, because something was short.</summary>
    StockShort,

    /// <summary>Reserve: barred by a release that came first; nothing was held and nothing will be.</summary>
    Barred,

    /// <summary>Release: what was held is available again.</summary>
    Released,

    /// <summary>Release: nothing was held.</summary>
    NothingHeld,

    /// <summary>Commit: what was held has left for good.</summary>
    Committed,
}

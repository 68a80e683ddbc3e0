namespace EventDriven.Inventory.Domain;

/// <summary>What has become of a reservation; stored by name.</summary>
public enum ReservationStatus
{
    /// <summary>Open: the stock is held.</summary>
    Held,

    /// <summary>Undone: the stock is available again.</summary>
    Released,

    /// <summary>Dispatched: the stock has left for good.</summary>
    Committed,
}

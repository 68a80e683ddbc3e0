namespace EventDriven.Inventory.Domain;

/// <summary>Stored by name.</summary>
public enum ReservationStatus
{
    Held,

    /// <summary>The stock is available again.</summary>
    Released,

    /// <summary>The stock has left the warehouse.</summary>
    Committed,
}

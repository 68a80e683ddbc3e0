namespace EventDriven.Sagas;

/// <summary>How an order that is being undone will end. Stored by name.</summary>
public enum OrderOutcome
{
    /// <summary>A step was refused, or not answered in time.</summary>
    Rejected,

    /// <summary>The customer no longer wanted it.</summary>
    Cancelled,
}

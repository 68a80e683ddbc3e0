namespace EventDriven.Load.Driving;

/// <summary>What a person does to an order while it is on its way.</summary>
internal enum Intervention
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>An operator approves its payment.</summary>
    Approve,

    /// <summary>The customer cancels it.</summary>
    Cancel,
}

namespace EventDriven.Contracts.Orders;

/// <summary>
/// One way from a state to another, or back to the same.
/// </summary>
public sealed record WorkflowTransition
{
    /// <summary>The state before; Initial before the first.</summary>
    public required string From { get; init; }

    /// <summary>The message that moves the order on, by its name in the contracts.</summary>
    public required string Event { get; init; }

    /// <summary>The state after.</summary>
    public required string To { get; init; }
}

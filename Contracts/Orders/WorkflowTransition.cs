namespace EventDriven.Contracts.Orders;

/// <summary>A way from a state to another, or back to the same.</summary>
public sealed record WorkflowTransition
{
    /// <summary>State before; Initial before the first.</summary>
    public required string From { get; init; }

    /// <summary>Name of the contract that moves the order on.</summary>
    public required string Event { get; init; }

    /// <summary>State after.</summary>
    public required string To { get; init; }
}

namespace EventDriven.Contracts.Orders;

/// <summary>
/// What an operator may do with an order in one state, by the names of ActOnOrder's Action.
/// </summary>
public sealed record WorkflowActions
{
    /// <summary>The state.</summary>
    public required string State { get; init; }

    /// <summary>The actions that have an effect there.</summary>
    public required IReadOnlyList<string> Offered { get; init; }

    /// <summary>Those of them that still have an effect after a cancellation was requested.</summary>
    public required IReadOnlyList<string> AfterCancel { get; init; }
}

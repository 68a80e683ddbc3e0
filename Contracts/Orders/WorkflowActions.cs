namespace EventDriven.Contracts.Orders;

/// <summary>What an operator may do in one state, by the names of OrderAction.</summary>
public sealed record WorkflowActions
{
    /// <summary>The order's state.</summary>
    public required string State { get; init; }

    /// <summary>Actions with an effect.</summary>
    public required IReadOnlyList<string> Offered { get; init; }

    /// <summary>Those that still have an effect after a requested cancellation.</summary>
    public required IReadOnlyList<string> AfterCancel { get; init; }
}

namespace EventDriven.Contracts.Orders;

/// <summary>
/// Event: the running state machine. Published by the saga's host at its start and every few minutes; handled by
/// Operations, whose console draws it.
/// </summary>
[EntityName("orders.workflow-described")]
[MessageUrn("orders.workflow-described")]
[FaultEntityName("orders.workflow-described.fault")]
public sealed record WorkflowDescribed
{
    /// <summary>Version of the state machine.</summary>
    public required int Version { get; init; }

    /// <summary>In the order in which the machine names them.</summary>
    public required IReadOnlyList<string> States { get; init; }

    /// <summary>The final states.</summary>
    public required IReadOnlyList<string> Ends { get; init; }

    /// <summary>Ways from a state to another.</summary>
    public required IReadOnlyList<WorkflowTransition> Transitions { get; init; }

    /// <summary>What an order can wait for; null from older versions.</summary>
    public IReadOnlyList<WorkflowStep>? Steps { get; init; }

    /// <summary>What an operator may do; nothing in a missing state. Null from older versions.</summary>
    public IReadOnlyList<WorkflowActions>? Actions { get; init; }
}

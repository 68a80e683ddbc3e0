namespace EventDriven.Contracts.Orders;

/// <summary>
/// Event: the states, transitions, steps and operators' actions of the running state machine. Published by the order
/// saga's host when it starts and every few minutes after; handled by Operations, whose console draws it.
/// </summary>
[EntityName("orders.workflow-described")]
[MessageUrn("orders.workflow-described")]
[FaultEntityName("orders.workflow-described.fault")]
public sealed record WorkflowDescribed
{
    /// <summary>The version of the machine.</summary>
    public required int Version { get; init; }

    /// <summary>The states that an order can be in, in the order in which the machine names them.</summary>
    public required IReadOnlyList<string> States { get; init; }

    /// <summary>Those of them after which nothing follows.</summary>
    public required IReadOnlyList<string> Ends { get; init; }

    /// <summary>What leads from one to another.</summary>
    public required IReadOnlyList<WorkflowTransition> Transitions { get; init; }

    /// <summary>What an order can wait for; null when it comes from a version that did not say.</summary>
    public IReadOnlyList<WorkflowStep>? Steps { get; init; }

    /// <summary>
    /// What an operator may do in each state; nothing in a state that is missing. Null when it comes from a version
    /// that did not say.
    /// </summary>
    public IReadOnlyList<WorkflowActions>? Actions { get; init; }
}

using MassTransit;

namespace EventDriven.Contracts.Orders;

/// <summary>
/// Event: which states an order goes through and what moves it on, as the running state machine says. Published by the
/// order saga's host when it starts and from time to time after; a console draws it, whichever version of it is
/// deployed.
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
}

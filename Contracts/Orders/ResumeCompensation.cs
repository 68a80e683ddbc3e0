using MassTransit;

namespace EventDriven.Contracts.Orders;

/// <summary>
/// Command: an operator has mended what kept an undo from being confirmed. Sent by an operator; handled by the order
/// saga in CompensationFailed, which sends the pending undo again with all its tries; ignored in any other state.
/// </summary>
[EntityName("orders.resume-compensation")]
[MessageUrn("orders.resume-compensation")]
[FaultEntityName("orders.resume-compensation.fault")]
public sealed record ResumeCompensation
{
    /// <summary>The order; correlates every message of its workflow.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>What the operator mended.</summary>
    public string? Reason { get; init; }
}

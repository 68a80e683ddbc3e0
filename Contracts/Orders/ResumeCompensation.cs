namespace EventDriven.Contracts.Orders;

/// <summary>
/// Command: resume a failed compensation. Sent by Operations; handled by the saga, which sends the pending undo again,
/// with all attempts. Ignored outside CompensationFailed.
/// </summary>
[EntityName("orders.resume-compensation")]
[MessageUrn("orders.resume-compensation")]
[FaultEntityName("orders.resume-compensation.fault")]
public sealed record ResumeCompensation
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>What the operator repaired.</summary>
    public string? Reason { get; init; }
}

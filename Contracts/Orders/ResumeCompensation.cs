namespace EventDriven.Contracts.Orders;

/// <summary>
/// Command: resume the compensation, after its failure was repaired. Sent by Operations for an operator; handled by the
/// order saga in CompensationFailed, which sends the pending undo again with all attempts; ignored in any other state.
/// </summary>
[EntityName("orders.resume-compensation")]
[MessageUrn("orders.resume-compensation")]
[FaultEntityName("orders.resume-compensation.fault")]
public sealed record ResumeCompensation
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>What the operator repaired.</summary>
    public string? Reason { get; init; }
}

namespace EventDriven.Contracts.Payments;

/// <summary>
/// Event: nothing was taken, and nothing will be. Published by Payments in answer to CapturePayment; handled by the
/// order saga, which undoes the order.
/// </summary>
[EntityName("payments.capture-failed")]
[MessageUrn("payments.capture-failed")]
[FaultEntityName("payments.capture-failed.fault")]
public sealed record CaptureFailed
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Why, fit for the customer's eyes.</summary>
    public required string Reason { get; init; }
}

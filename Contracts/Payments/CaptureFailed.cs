namespace EventDriven.Contracts.Payments;

/// <summary>
/// Event: nothing was taken, and nothing will be. Published by Payments in answer to CapturePayment; handled by the
/// saga, which undoes the order.
/// </summary>
[EntityName("payments.capture-failed")]
[MessageUrn("payments.capture-failed")]
[FaultEntityName("payments.capture-failed.fault")]
public sealed record CaptureFailed
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>For the customer to read.</summary>
    public required string Reason { get; init; }
}

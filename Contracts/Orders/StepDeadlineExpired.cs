namespace EventDriven.Contracts.Orders;

/// <summary>
/// Scheduled by the saga to itself, in the transaction that begins a wait. Ignored if its wait is over, because its
/// timer cannot always be cancelled in time.
/// </summary>
[EntityName("orders.step-deadline-expired")]
[MessageUrn("orders.step-deadline-expired")]
[FaultEntityName("orders.step-deadline-expired.fault")]
public sealed record StepDeadlineExpired
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>A name of OrderStep.</summary>
    public required string Step { get; init; }

    /// <summary>From 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>
    /// Identifies the wait: an operator's retry begins a new one for the same attempt. Null from older versions.
    /// </summary>
    public Guid? Token { get; init; }
}

namespace EventDriven.Contracts.Orders;

/// <summary>
/// Scheduled by the order saga to itself, in the transaction that begins a wait. Ignored when it belongs to another
/// step or attempt than the present one, because its timer cannot always be cancelled in time.
/// </summary>
[EntityName("orders.step-deadline-expired")]
[MessageUrn("orders.step-deadline-expired")]
[FaultEntityName("orders.step-deadline-expired.fault")]
public sealed record StepDeadlineExpired
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The step that was waited for.</summary>
    public required string Step { get; init; }

    /// <summary>How many times its command had been sent when this was scheduled, from 1.</summary>
    public required int Attempt { get; init; }
}

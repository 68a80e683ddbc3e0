using MassTransit;

namespace EventDriven.Contracts.Orders;

/// <summary>
/// Command: whoever the order waits for is to be asked again now. Sent by Operations, for an operator; handled by the
/// order saga, which sends the step's command again and waits as long as for the present try; ignored where nobody is
/// waited for.
/// </summary>
[EntityName("orders.ask-again")]
[MessageUrn("orders.ask-again")]
[FaultEntityName("orders.ask-again.fault")]
public sealed record AskAgain
{
    /// <summary>The order; correlates every message of its workflow.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Why, in the operator's words; shown in the order's timeline.</summary>
    public string? Reason { get; init; }
}

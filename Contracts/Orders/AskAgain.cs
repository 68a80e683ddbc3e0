namespace EventDriven.Contracts.Orders;

/// <summary>
/// Command: retry the step in progress now. Sent by Operations for an operator; handled by the order saga, which sends
/// the step's command again and restarts the deadline of the attempt; ignored when the order waits for no participant.
/// </summary>
[EntityName("orders.ask-again")]
[MessageUrn("orders.ask-again")]
[FaultEntityName("orders.ask-again.fault")]
public sealed record AskAgain
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Why, in the operator's words; shown in the order's timeline.</summary>
    public string? Reason { get; init; }
}

namespace EventDriven.Contracts.Orders;

/// <summary>
/// Command: retry the step in progress now. Sent by Operations; handled by the saga, which sends the step's command
/// again and restarts its deadline. Ignored while the order waits for no participant.
/// </summary>
[EntityName("orders.ask-again")]
[MessageUrn("orders.ask-again")]
[FaultEntityName("orders.ask-again.fault")]
public sealed record AskAgain
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>In the operator's words; shown in the timeline.</summary>
    public string? Reason { get; init; }
}

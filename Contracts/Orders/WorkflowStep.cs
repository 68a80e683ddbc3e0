namespace EventDriven.Contracts.Orders;

/// <summary>
/// One step of the workflow, in the words that an operator reads.
/// </summary>
public sealed record WorkflowStep
{
    /// <summary>The step's name, as in PendingStep.</summary>
    public required string Step { get; init; }

    /// <summary>Who performs it, such as Inventory.</summary>
    public required string Participant { get; init; }

    /// <summary>The end of "Waiting for Inventory to ...", such as "hold the stock".</summary>
    public required string ToDo { get; init; }
}

namespace EventDriven.Contracts.Orders;

/// <summary>A step, in the words that an operator reads.</summary>
public sealed record WorkflowStep
{
    /// <summary>The name in PendingStep.</summary>
    public required string Step { get; init; }

    /// <summary>Such as Inventory.</summary>
    public required string Participant { get; init; }

    /// <summary>Completes "Waiting for Inventory to ...", such as "hold the stock".</summary>
    public required string ToDo { get; init; }
}

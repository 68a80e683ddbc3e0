namespace EventDriven.Operations.Domain;

/// <summary>A version of the order workflow, as the state machine describes it.</summary>
public sealed class Workflow
{
    public required int Version { get; init; }

    /// <summary>The latest WorkflowDescribed, as JSON.</summary>
    public required string Description { get; set; }
}

namespace EventDriven.Operations.Domain;

public sealed class Workflow
{
    public required int Version { get; init; }

    /// <summary>The latest WorkflowDescribed, as JSON.</summary>
    public required string Description { get; set; }
}

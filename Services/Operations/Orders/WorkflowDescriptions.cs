using System.Text.Json;

namespace EventDriven.Operations.Orders;

public sealed class WorkflowDescriptions(IEnumerable<WorkflowDescribed> descriptions)
{
    private readonly WorkflowDescribed[] _latestFirst =
    [
        .. descriptions.OrderByDescending(description => description.Version),
    ];

    public static async Task<WorkflowDescriptions> ReadAsync(OperationsDbContext db, CancellationToken cancel)
    {
        var texts = await db.Workflows.Select(workflow => workflow.Description).ToListAsync(cancel);
        return new WorkflowDescriptions(texts.Select(text => JsonSerializer.Deserialize<WorkflowDescribed>(text)!));
    }

    /// <summary>The version under which the order started, or else the latest; null while there is none.</summary>
    public WorkflowDescribed? Of(TrackedOrder order) =>
        Array.Find(_latestFirst, description => description.Version == order.MachineVersion)
        ?? _latestFirst.FirstOrDefault();
}

using System.Text.Json;
using MassTransit;

namespace EventDriven.Operations.Consumers;

/// <summary>
/// Stores the latest description of each version of the workflow. An order is shown by the version that it started
/// under. During a rolling upgrade, an older Orchestrator can overwrite the description of a newer one with one that
/// says less; the newer one publishes again within five minutes.
/// </summary>
public sealed class WorkflowDescribedConsumer(OperationsDbContext db) : IConsumer<WorkflowDescribed>
{
    public async Task Consume(ConsumeContext<WorkflowDescribed> context)
    {
        var (version, cancel) = (context.Message.Version, context.CancellationToken);
        var description = JsonSerializer.Serialize(context.Message, JsonSerializerOptions.Default);
        var updated = await db
            .Workflows.Where(workflow => workflow.Version == version)
            .ExecuteUpdateAsync(workflow => workflow.SetProperty(w => w.Description, description), cancel);
        if (updated > 0)
            return;

        // Another replica may insert the same row; the retry then updates it.
        db.Workflows.Add(new Workflow { Version = version, Description = description });
        await db.SaveChangesAsync(cancel);
    }
}

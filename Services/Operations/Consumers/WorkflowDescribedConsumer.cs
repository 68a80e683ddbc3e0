using System.Text.Json;
using EventDriven.Contracts.Orders;
using EventDriven.Operations.Domain;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Operations.Consumers;

/// <summary>
/// Keeps the latest description of each version of the workflow: orders that began under an older one are drawn by
/// that.
/// </summary>
public sealed class WorkflowDescribedConsumer(OperationsDbContext db) : IConsumer<WorkflowDescribed>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<WorkflowDescribed> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (version, cancel) = (context.Message.Version, context.CancellationToken);
        var description = JsonSerializer.Serialize(context.Message, JsonSerializerOptions.Default);
        var updated = await db
            .Workflows.Where(workflow => workflow.Version == version)
            .ExecuteUpdateAsync(workflow => workflow.SetProperty(w => w.Description, description), cancel);
        if (updated > 0)
            return;

        // Another replica may be as far: its row refuses this one, and the retry finds it.
        db.Workflows.Add(new Workflow { Version = version, Description = description });
        await db.SaveChangesAsync(cancel);
    }
}

using System.Data.Common;
using System.Text.Json;
using EventDriven.Contracts.Operations;
using EventDriven.Operations.Domain;
using EventDriven.ServiceDefaults;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Operations.Consumers;

/// <summary>
/// Keeps the latest report of each process. One that ended as it was asked to is forgotten; one that fell silent, an
/// hour later.
/// </summary>
public sealed class ReplicaReportedConsumer(
    OperationsDbContext db,
    TimeProvider time,
    IConfiguration configuration,
    ILogger<ReplicaReportedConsumer> logger
) : IConsumer<ReplicaReported>
{
    /// <summary>How long a process that fell silent is remembered.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    /// <inheritdoc />
    public async Task Consume(ConsumeContext<ReplicaReported> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            await Keep(context.Message, context.CancellationToken);
        }
        catch (Exception exception) when (exception is DbException or DbUpdateException)
        {
            // The next one comes in a moment: to wait with this one would only keep that one waiting.
            logger.LogDebug(exception, "A report of {Host} could not be kept", context.Message.Host);
        }
    }

    private async Task Keep(ReplicaReported report, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        // In memory there is one process alone: all others were it before it was started again.
        var heardSince = configuration.Transport() == TransportKind.InMemory ? now : now - Memory;
        await db
            .Replicas.Where(replica => replica.Id != report.Replica && replica.SeenAt < heardSince)
            .ExecuteDeleteAsync(cancel);
        if (report.Status == "Stopped")
        {
            await db.Replicas.Where(replica => replica.Id == report.Replica).ExecuteDeleteAsync(cancel);
            return;
        }

        var replica = await db.Replicas.FindAsync([report.Replica], cancel);
        if (replica is null)
            db.Replicas.Add(
                replica = new Replica
                {
                    Id = report.Replica,
                    SeenAt = now,
                    Report = "",
                }
            );

        // By this clock: those of other machines may be off.
        replica.SeenAt = now;
        replica.Report = JsonSerializer.Serialize(report);
        await db.SaveChangesAsync(cancel);
    }
}

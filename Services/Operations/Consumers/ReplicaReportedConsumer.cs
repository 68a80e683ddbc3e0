using System.Text.Json;
using EventDriven.Contracts.Operations;
using MassTransit;

namespace EventDriven.Operations.Consumers;

/// <summary>
/// Stores the latest report of each process. A process that stopped is deleted, a silent one after an hour. A report is
/// not worth waiting for the database, except a process's last: none follows it.
/// </summary>
public sealed class ReplicaReportedConsumer(
    OperationsDbContext db,
    TimeProvider time,
    IConfiguration configuration,
    ILogger<ReplicaReportedConsumer> logger
) : IConsumer<ReplicaReported>
{
    public static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    public async Task Consume(ConsumeContext<ReplicaReported> context)
    {
        try
        {
            await Keep(context.Message, context.CancellationToken);
        }
        catch (Exception exception)
            when (ServiceDatabase.IsAway(exception) && context.Message.Status != ReplicaReported.Stopped)
        {
            logger.LogWarning(
                "A report of {Host} was not stored, because the database is away: {Reason}. The next one follows.",
                context.Message.Host,
                exception.GetBaseException().Message
            );
        }
    }

    private async Task Keep(ReplicaReported report, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        // With the in-memory transport there is one process: other rows are its earlier runs.
        var heardSince = configuration.Transport() == TransportKind.InMemory ? now : now - Memory;
        await db
            .Replicas.Where(replica => replica.Id != report.Replica && replica.SeenAt < heardSince)
            .ExecuteDeleteAsync(cancel);
        if (report.Status == ReplicaReported.Stopped)
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

        // The clocks of other machines may differ.
        replica.SeenAt = now;
        replica.Report = JsonSerializer.Serialize(report);
        await db.SaveChangesAsync(cancel);
    }
}

using System.Text.Json;
using EventDriven.Contracts.Operations;
using MassTransit;

namespace EventDriven.Operations.Consumers;

/// <summary>
/// Stores the latest report of each process; deletes a process that stopped, and a silent one after an hour. A report
/// does not wait for the database, except a process's last, because none follows it.
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
            when (TransientErrors.Is(exception) && context.Message.Status != ReplicaReported.Stopped)
        {
            logger.LogWarning(
                "A report of {Host} was not stored: {Reason}. The next one follows.",
                context.Message.Host,
                TransientErrors.ReasonOf(exception)
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

        // The console's time, because the clocks of other machines may differ.
        var text = JsonSerializer.Serialize(report);
        if (await db.Replicas.FindAsync([report.Replica], cancel) is { } replica)
            (replica.SeenAt, replica.Report) = (now, text);
        else
            db.Replicas.Add(
                new Replica
                {
                    Id = report.Replica,
                    SeenAt = now,
                    Report = text,
                }
            );
        await db.SaveChangesAsync(cancel);
    }
}

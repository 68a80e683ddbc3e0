using System.Text.Json;
using EventDriven.Contracts.Operations;
using EventDriven.Operations.Consumers;
using EventDriven.Operations.Topology;

namespace EventDriven.Operations.Overview;

/// <summary>The health of the services and the backlogs of their databases.</summary>
public sealed record ReplicaFigures(IReadOnlyList<ServiceFigure> Services, IReadOnlyList<BacklogFigure> Backlogs)
{
    public static async Task<ReplicaFigures> Read(
        OperationsDbContext db,
        TimeSpan silentAfter,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var remembered = now - ReplicaReportedConsumer.Memory;
        var rows = await db.Replicas.AsNoTracking().Where(replica => replica.SeenAt >= remembered).ToListAsync(cancel);
        ReplicaFigure[] replicas =
        [
            .. rows.Select(row => new ReplicaFigure(
                    JsonSerializer.Deserialize<ReplicaReported>(row.Report)!,
                    row.SeenAt,
                    now - row.SeenAt > silentAfter
                ))
                .OrderBy(replica => replica.Report.Host, StringComparer.Ordinal)
                .ThenBy(replica => replica.Report.StartedAt),
        ];
        return new ReplicaFigures(
            [
                .. Described
                    .Services.Union(replicas.SelectMany(replica => replica.Report.Services))
                    .Order(StringComparer.Ordinal)
                    .Select(service => new ServiceFigure(
                        service,
                        [.. replicas.Where(replica => replica.Report.Services.Contains(service))]
                    )),
            ],
            [
                .. replicas
                    .SelectMany(
                        replica => replica.Report.Backlogs,
                        (replica, backlog) => (Replica: replica, Backlog: backlog)
                    )
                    .GroupBy(said => (said.Backlog.Database, said.Backlog.Kind))
                    .Select(said => Latest([.. said]))
                    .OrderBy(figure => figure.Backlog.Database, StringComparer.Ordinal)
                    .ThenBy(figure => figure.Backlog.Kind, StringComparer.Ordinal),
            ]
        );
    }

    // Replicas of a service share a database: the latest report counts.
    private static BacklogFigure Latest(IReadOnlyList<(ReplicaFigure Replica, MessageBacklog Backlog)> said)
    {
        var (replica, backlog) = said.MaxBy(figure => figure.Replica.SeenAt);
        var services = said.Where(figure => figure.Replica.IsSilent == replica.IsSilent)
            .SelectMany(figure => figure.Replica.Report.Services);
        return new BacklogFigure(
            [.. services.Distinct().Order(StringComparer.Ordinal)],
            backlog,
            replica.SeenAt,
            replica.IsSilent
        );
    }
}

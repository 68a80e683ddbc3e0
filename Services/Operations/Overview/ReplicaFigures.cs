using System.Text.Json;
using EventDriven.Contracts.Operations;
using EventDriven.Operations.Consumers;
using EventDriven.Operations.Topology;

namespace EventDriven.Operations.Overview;

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

public sealed record ServiceFigure(string Service, IReadOnlyList<ReplicaFigure> Replicas)
{
    /// <summary>
    /// Healthy: every process is. Unhealthy: every reporting process is. Silent: none reports any more. Missing: none
    /// ever did. Degraded: anything else.
    /// </summary>
    public string Status
    {
        get
        {
            string[] reported = [.. Reporting.Select(report => report.Status)];
            return Replicas.Count == 0 ? "Missing"
                : reported.Length == 0 ? "Silent"
                : reported.All(status => status == "Unhealthy") ? "Unhealthy"
                : reported.Length == Replicas.Count && reported.All(status => status == "Healthy") ? "Healthy"
                : "Degraded";
        }
    }

    public bool IsWell => Status == "Healthy";

    public bool IsSilent => !Reporting.Any();

    public IEnumerable<ReplicaReported> Reporting =>
        Replicas.Where(replica => !replica.IsSilent).Select(replica => replica.Report);
}

/// <summary>The latest report of a process; silent when the next one is overdue.</summary>
public sealed record ReplicaFigure(ReplicaReported Report, DateTimeOffset SeenAt, bool IsSilent)
{
    public string ShortId => $"{Report.Replica:n}"[..6];
}

/// <summary>The backlog of a database, as reported by the processes of the given services.</summary>
public sealed record BacklogFigure(
    IReadOnlyList<string> Services,
    MessageBacklog Backlog,
    DateTimeOffset At,
    bool IsSilent
);

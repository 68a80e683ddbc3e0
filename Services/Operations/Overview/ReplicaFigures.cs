using System.Text.Json;
using EventDriven.Contracts.Operations;
using EventDriven.Operations.Consumers;
using EventDriven.Operations.Topology;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Operations.Overview;

/// <summary>How the processes are, by what they said last.</summary>
/// <param name="Services">Every service that there must be, and others that were heard.</param>
/// <param name="Backlogs">What waits in their databases.</param>
public sealed record ReplicaFigures(IReadOnlyList<ServiceFigure> Services, IReadOnlyList<BacklogFigure> Backlogs)
{
    /// <summary>Reads them.</summary>
    /// <param name="db">The database.</param>
    /// <param name="silentAfter">After how long a process that says nothing is taken to be away.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<ReplicaFigures> Read(OperationsDbContext db, TimeSpan silentAfter, DateTimeOffset now, CancellationToken cancel)
    {
        var remembered = now - ReplicaReportedConsumer.Memory;
        var rows = await db.Replicas.AsNoTracking().Where(replica => replica.SeenAt >= remembered).ToListAsync(cancel);
        ReplicaFigure[] replicas = [.. rows
            .Select(row => new ReplicaFigure(JsonSerializer.Deserialize<ReplicaReported>(row.Report)!, row.SeenAt, now - row.SeenAt > silentAfter))
            .OrderBy(replica => replica.Report.Host, StringComparer.Ordinal)
            .ThenBy(replica => replica.Report.StartedAt)];
        return new ReplicaFigures(
            [.. Described.Services.Union(replicas.SelectMany(replica => replica.Report.Services)).Order(StringComparer.Ordinal)
                .Select(service => new ServiceFigure(service, [.. replicas.Where(replica => replica.Report.Services.Contains(service))]))],
            // Replicas of a service look at the same database: the latest look counts.
            [.. replicas
                .SelectMany(replica => replica.Report.Backlogs, (replica, backlog) => new BacklogFigure(string.Join(", ", replica.Report.Services), backlog, replica.SeenAt))
                .GroupBy(figure => (figure.Backlog.Database, figure.Backlog.Kind))
                .Select(figures => figures.MaxBy(figure => figure.At)!)
                .OrderBy(figure => figure.Backlog.Database, StringComparer.Ordinal).ThenBy(figure => figure.Backlog.Kind, StringComparer.Ordinal)]);
    }
}

using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace EventDriven.GroupedSaves;

/// <summary>The spans and metrics of grouped saves; docs/operations.md explains the metrics.</summary>
internal static class GroupTelemetry
{
    private const string Name = "EventDriven.GroupedSaves";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<int> Saves = Meter.CreateHistogram(
        "eventdriven.save_group.size",
        "{save}",
        "Saves that shared one commit.",
        advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64] }
    );

    private static readonly Counter<int> Deadlocks = Meter.CreateCounter<int>(
        "eventdriven.save_group.deadlocks",
        "{deadlock}",
        "Groups that PostgreSQL rolled back to end a deadlock; they are then saved in halves."
    );

    /// <summary>A span for a group's commit, as a child of the first recorded save, with links to the others.</summary>
    public static Activity? StartSpan(IReadOnlyList<Save> saves)
    {
        Activity[] recorded = [.. saves.Select(save => save.Activity).OfType<Activity>().Where(one => one.Recorded)];
        return recorded is [var first, .. var others]
            ? Source.StartActivity(
                "save",
                ActivityKind.Internal,
                first.Context,
                links: others.Select(other => new ActivityLink(other.Context))
            )
            : null;
    }

    public static void Committed(string database, int saves) => Saves.Record(saves, Tag(database));

    public static void Deadlocked(string database) => Deadlocks.Add(1, Tag(database));

    private static KeyValuePair<string, object?> Tag(string database) => new("db.namespace", database);
}

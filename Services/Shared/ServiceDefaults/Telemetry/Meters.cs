using System.Diagnostics.Metrics;

namespace EventDriven.ServiceDefaults.Telemetry;

/// <summary>The metrics of every service. docs/operations.md explains them.</summary>
public static class Meters
{
    private static readonly Meter Meter = new("EventDriven");

    private static readonly Histogram<int> Saves = Meter.CreateHistogram(
        "eventdriven.commit.saves",
        "{save}",
        "Messages whose changes were saved by one commit.",
        advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32] }
    );

    private static readonly Histogram<double> Lag = Meter.CreateHistogram(
        "eventdriven.projection.lag",
        "s",
        "Time from an order's change to the read model that shows it.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
        }
    );

    private static readonly Gauge<double> Skew = Meter.CreateGauge<double>(
        "eventdriven.clock.skew",
        "s",
        "How far the clock of the process is ahead of the database's."
    );

    private static readonly Counter<int> Repairs = Meter.CreateCounter<int>(
        "eventdriven.reconciliation.repairs",
        "{order}",
        "Orders whose read model differed from the saga and was repaired."
    );

    /// <summary>An order was repaired.</summary>
    /// <param name="projection">As for the lag of the read model.</param>
    /// <param name="repair">entries, submitted or begun_again.</param>
    public static void Repaired(string projection, string repair) =>
        Repairs.Add(
            1,
            new KeyValuePair<string, object?>("eventdriven.projection", projection),
            new KeyValuePair<string, object?>("eventdriven.repair", repair)
        );

    internal static void Projected(string projection, TimeSpan lag) =>
        Lag.Record(
            Math.Max(0, lag.TotalSeconds),
            new KeyValuePair<string, object?>("eventdriven.projection", projection)
        );

    internal static void Skewed(string database, TimeSpan skew) =>
        Skew.Record(skew.TotalSeconds, new KeyValuePair<string, object?>("eventdriven.database", database));

    internal static void Committed(string context, int saves) =>
        Saves.Record(saves, new KeyValuePair<string, object?>("eventdriven.db_context", context));
}

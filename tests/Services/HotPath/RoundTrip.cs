namespace EventDriven.Services.Tests.HotPath;

/// <summary>What a client sent to PostgreSQL before it waited: the statements up to one Sync.</summary>
/// <param name="Statements">The statements, in order.</param>
/// <param name="Unprepared">Those of them that the server had to parse and plan.</param>
internal sealed record RoundTrip(IReadOnlyList<string> Statements, IReadOnlyList<string> Unprepared)
{
    private static readonly string[] Housekeeping =
    [
        "DELETE FROM \"OutboxMessage\"",
        "UPDATE \"OutboxMessage\"",
        "DELETE FROM \"InboxState\"",
        "SELECT min(",
        "SELECT 0 AS \"Kind\"",
        "-- OrderReconciliation",
        // The health checks of the reports, and the clock.
        "SELECT s.\"Value\"",
    ];

    /// <summary>
    /// Whether it is off every message's path: what sweeps, removes in batches and looks for what is due.
    /// </summary>
    public bool IsHousekeeping =>
        Statements.All(statement => Housekeeping.Any(start => statement.StartsWith(start, StringComparison.Ordinal)));

    public bool Begins => Statements.Any(statement => statement.StartsWith("BEGIN", StringComparison.Ordinal));

    public bool Commits => Statements.Contains("COMMIT");

    public bool Writes =>
        Statements.Any(statement =>
            statement.StartsWith("INSERT", StringComparison.Ordinal)
            || statement.StartsWith("UPDATE", StringComparison.Ordinal)
            || statement.StartsWith("DELETE", StringComparison.Ordinal)
            || statement.StartsWith("/* grouped save */", StringComparison.Ordinal)
        );

    public override string ToString() =>
        string.Join(
            "; ",
            Statements.Select(statement => statement.ReplaceLineEndings(" ")[..Math.Min(statement.Length, 60)])
        );
}

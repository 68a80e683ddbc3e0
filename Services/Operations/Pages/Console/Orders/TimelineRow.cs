namespace EventDriven.Operations.Pages.Console.Orders;

/// <summary>An entry of the timeline; Missing counts the entries before it that have not arrived.</summary>
public sealed record TimelineRow(HistoryEntry Entry, string From, TimeSpan? After, int Missing, string? TraceLink)
{
    public bool IsAskedAgain => Entry.Step is not null && (Entry.Attempt > 1 || Entry.Event == nameof(AskAgain));

    public bool IsUndo =>
        Entry.State is OrderStates.Compensating or OrderStates.CompensationFailed
        || From is OrderStates.Compensating or OrderStates.CompensationFailed;

    public bool IsMove => From != Entry.State;

    public static TimelineRow Of(HistoryEntry entry, HistoryEntry? before, string? traceLink) =>
        new(
            entry,
            entry.From ?? before?.State ?? OrderStates.Initial,
            before is null ? null : entry.At - before.At,
            before is null ? 0 : entry.Sequence - before.Sequence - 1,
            traceLink
        );
}

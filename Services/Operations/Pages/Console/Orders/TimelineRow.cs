using EventDriven.Contracts.Orders;
using EventDriven.Operations.Domain;
using EventDriven.Operations.Orders;

namespace EventDriven.Operations.Pages.Console.Orders;

/// <summary>An entry of an order's history as its page shows it.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="From">The state before.</param>
/// <param name="After">How long it came after the entry before; null for the first.</param>
/// <param name="Missing">How many entries before it have not been heard of yet.</param>
/// <param name="TraceLink">Where its trace is shown; null when nowhere.</param>
public sealed record TimelineRow(HistoryEntry Entry, string From, TimeSpan? After, int Missing, string? TraceLink)
{
    /// <summary>Whether it asks for a step that was asked for before.</summary>
    public bool IsAskedAgain => Entry.Step is not null && (Entry.Attempt > 1 || Entry.Event == nameof(AskAgain));

    /// <summary>Whether it is part of an undo.</summary>
    public bool IsUndo =>
        Entry.State is OrderStates.Compensating or OrderStates.CompensationFailed
        || From is OrderStates.Compensating or OrderStates.CompensationFailed;

    /// <summary>Whether it moved the order.</summary>
    public bool IsMove => From != Entry.State;

    /// <summary>Makes it.</summary>
    public static TimelineRow Of(HistoryEntry entry, HistoryEntry? before, string? traceLink)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new TimelineRow(
            entry,
            entry.From ?? before?.State ?? OrderStates.Initial,
            before is null ? null : entry.At - before.At,
            before is null ? 0 : entry.Sequence - before.Sequence - 1,
            traceLink
        );
    }
}

using EventDriven.EntryApi.Domain;

namespace EventDriven.EntryApi.Endpoints.Views;

/// <summary>One thing that happened to an order, as clients see it.</summary>
/// <param name="Sequence">Its place, from 1, without gaps.</param>
/// <param name="State">The state after it.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Cause">What caused it, in a sentence.</param>
public sealed record TimelineEntryView(int Sequence, string State, DateTimeOffset At, string Cause)
{
    /// <summary>The view of an entry.</summary>
    public static TimelineEntryView Of(TimelineEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new TimelineEntryView(entry.Sequence, entry.State, entry.At, entry.Cause);
    }
}

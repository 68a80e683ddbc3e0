namespace EventDriven.EntryApi.Application;

/// <summary>Which orders are listed: those that match every filter that is not null.</summary>
/// <param name="From">Accepted at this time or later.</param>
/// <param name="To">Accepted before this time.</param>
/// <param name="After">The last order of the page before: only older orders.</param>
public sealed record OrderFilter(
    string? State,
    string? CustomerId,
    DateTimeOffset? From,
    DateTimeOffset? To,
    (DateTimeOffset SubmittedAt, Guid Id)? After
);

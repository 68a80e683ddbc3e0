namespace EventDriven.EntryApi.Application;

/// <summary>Orders must match every filter that is not null.</summary>
/// <param name="From">Accepted at this time or later.</param>
/// <param name="To">Accepted before this time.</param>
/// <param name="After">Older than this order, the last of the page before.</param>
public sealed record OrderFilter(
    string? State,
    string? CustomerId,
    DateTimeOffset? From,
    DateTimeOffset? To,
    (DateTimeOffset SubmittedAt, Guid Id)? After
);

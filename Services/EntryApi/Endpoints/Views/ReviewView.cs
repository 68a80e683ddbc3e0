using EventDriven.EntryApi.Domain;

namespace EventDriven.EntryApi.Endpoints.Views;

/// <summary>An operator's decision as clients see it.</summary>
/// <param name="DecidedAt">When (UTC).</param>
/// <param name="Approve">Whether the payment was accepted.</param>
/// <param name="Reason">What the operator noted.</param>
public sealed record ReviewView(DateTimeOffset DecidedAt, bool Approve, string? Reason)
{
    /// <summary>The view of a decision.</summary>
    public static ReviewView Of(Review review)
    {
        ArgumentNullException.ThrowIfNull(review);
        return new ReviewView(review.DecidedAt, review.Approved, review.Reason);
    }
}

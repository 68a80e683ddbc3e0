namespace EventDriven.EntryApi.Endpoints.Views;

/// <param name="DecidedAt">In UTC.</param>
/// <param name="Approve">Whether the payment was accepted.</param>
public sealed record ReviewView(DateTimeOffset DecidedAt, bool Approve, string? Reason)
{
    public static ReviewView Of(Review review) => new(review.DecidedAt, review.Approved, review.Reason);
}

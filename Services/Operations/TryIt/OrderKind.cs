namespace EventDriven.Operations.TryIt;

/// <summary>A kind of order, by the payment token that brings about its end.</summary>
public sealed record OrderKind(string Name, string EndsIn, string Token)
{
    public static readonly IReadOnlyList<OrderKind> All =
    [
        new("completed", "Completed", "tok_accepted"),
        new("out of stock", "Rejected", "tok_accepted") { WantsMoreThanThereIs = true },
        new("payment declined", "Rejected", "tok_declined"),
        new("reviewed and approved", "Completed", "tok_review") { ApprovedIn = "AwaitingReview" },
        new("carrier refuses", "Rejected", "tok_accepted") { PostalCode = "00000" },
        // The provider answers late, so that the authorisation is in flight when the cancellation arrives.
        new("cancelled midway", "Cancelled", "tok_late") { CancelledIn = "AuthorisingPayment" },
        new("provider answers late", "Completed", "tok_late"),
        new("capture fails", "Rejected", "tok_capture_fails"),
    ];

    /// <summary>Otherwise one piece of an available product.</summary>
    public bool WantsMoreThanThereIs { get; private init; }

    public string PostalCode { get; private init; } = "10115";

    public string? ApprovedIn { get; private init; }

    public string? CancelledIn { get; private init; }
}

namespace EventDriven.Operations.TryIt;

/// <summary>One kind of order, of those that end in different ways with the simulated provider and carrier.</summary>
/// <param name="Name">What a reader calls it.</param>
/// <param name="EndsIn">The state that it must end in.</param>
/// <param name="Token">The payment token that brings it about.</param>
public sealed record OrderKind(string Name, string EndsIn, string Token)
{
    /// <summary>Every kind, in the order shown.</summary>
    public static readonly IReadOnlyList<OrderKind> All =
    [
        new("completed", "Completed", "tok_accepted"),
        new("out of stock", "Rejected", "tok_accepted") { WantsMoreThanThereIs = true },
        new("payment declined", "Rejected", "tok_declined"),
        new("reviewed and approved", "Completed", "tok_review") { ApprovedIn = "AwaitingReview" },
        new("carrier refuses", "Rejected", "tok_accepted") { PostalCode = "00000" },
        // The provider takes its time for this token, so that the authorisation is surely in flight when the
        // cancellation comes.
        new("cancelled midway", "Cancelled", "tok_late") { CancelledIn = "AuthorisingPayment" },
        new("provider answers late", "Completed", "tok_late"),
        new("capture fails", "Rejected", "tok_capture_fails"),
    ];

    /// <summary>Whether more is ordered than there is; else one piece of what there is.</summary>
    public bool WantsMoreThanThereIs { get; private init; }

    /// <summary>Where the parcel goes.</summary>
    public string PostalCode { get; private init; } = "10115";

    /// <summary>The state in which a person approves it; null for none.</summary>
    public string? ApprovedIn { get; private init; }

    /// <summary>The state in which a person cancels it; null for none.</summary>
    public string? CancelledIn { get; private init; }
}

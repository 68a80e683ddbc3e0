namespace EventDriven.EntryApi.Domain;

/// <summary>
/// The states that mean something to this service. All others are shown as they come, so that a step added to the saga
/// needs no change here but its name in the list of those that can be asked for.
/// </summary>
public static class OrderState
{
    /// <summary>Accepted here; the saga has not spoken yet.</summary>
    public const string Submitted = "Submitted";

    /// <summary>An operator has to approve or reject the payment.</summary>
    public const string AwaitingReview = "AwaitingReview";

    /// <summary>Past the pivot: paid, and on its way to the carrier.</summary>
    public const string Dispatching = "Dispatching";

    /// <summary>Ended: paid and handed to the carrier.</summary>
    public const string Completed = "Completed";

    /// <summary>Ended: cancelled, and undone.</summary>
    public const string Cancelled = "Cancelled";

    /// <summary>Ended: refused by a step or out of time, and undone.</summary>
    public const string Rejected = "Rejected";

    /// <summary>The states that nothing follows.</summary>
    internal static readonly string[] Ends = [Completed, Cancelled, Rejected];

    /// <summary>
    /// The names that orders can be looked for by: this service's own, and those of the order saga's states, in the
    /// order of an order's way.
    /// </summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Submitted,
        "ReservingStock",
        "AuthorisingPayment",
        AwaitingReview,
        "BookingShipment",
        "CapturingPayment",
        Dispatching,
        "Compensating",
        "CompensationFailed",
        Completed,
        Cancelled,
        Rejected,
    ];

    /// <summary>Whether nothing follows this state.</summary>
    public static bool IsEnd(string state) => Array.IndexOf(Ends, state) >= 0;

    /// <summary>Whether a cancellation in this state can only be refused.</summary>
    public static bool IsTooLateToCancel(string state) => state is Dispatching || IsEnd(state);
}

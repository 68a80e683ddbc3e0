namespace EventDriven.Contracts.Orders;

/// <summary>
/// The states of an order, as the order saga publishes them. A reader must accept states that it does not know, because
/// a later version of the saga can have more.
/// </summary>
public static class OrderStates
{
    /// <summary>Before the first state; only in <see cref="OrderStatusChanged.From" />.</summary>
    public const string Initial = nameof(Initial);

    /// <summary>Inventory is asked to hold the lines.</summary>
    public const string ReservingStock = nameof(ReservingStock);

    /// <summary>Payments is asked to set the total aside.</summary>
    public const string AuthorisingPayment = nameof(AuthorisingPayment);

    /// <summary>An operator has to approve or reject the payment.</summary>
    public const string AwaitingReview = nameof(AwaitingReview);

    /// <summary>Shipping is asked to book the parcel.</summary>
    public const string BookingShipment = nameof(BookingShipment);

    /// <summary>Payments is asked to take the total: the pivot.</summary>
    public const string CapturingPayment = nameof(CapturingPayment);

    /// <summary>Past the pivot: Shipping is asked to hand the parcel over, until it has.</summary>
    public const string Dispatching = nameof(Dispatching);

    /// <summary>The steps that were done are undone, latest first.</summary>
    public const string Compensating = nameof(Compensating);

    /// <summary>An undo was not confirmed: an operator is needed.</summary>
    public const string CompensationFailed = nameof(CompensationFailed);

    /// <summary>Ended: paid and handed to the carrier.</summary>
    public const string Completed = nameof(Completed);

    /// <summary>Ended: cancelled by the customer or an operator, and undone.</summary>
    public const string Cancelled = nameof(Cancelled);

    /// <summary>Ended: refused by a step or out of time, and undone.</summary>
    public const string Rejected = nameof(Rejected);

    /// <summary>The states of an order that has not ended, in the order in which an order goes through them.</summary>
    public static IReadOnlyList<string> InProgress { get; } =
    [
        ReservingStock,
        AuthorisingPayment,
        AwaitingReview,
        BookingShipment,
        CapturingPayment,
        Dispatching,
        Compensating,
        CompensationFailed,
    ];

    /// <summary>The states that no other state follows.</summary>
    public static IReadOnlyList<string> Ends { get; } = [Completed, Cancelled, Rejected];

    /// <summary>Whether an order in this state has ended.</summary>
    public static bool IsEnd(string state) => Ends.Contains(state);
}

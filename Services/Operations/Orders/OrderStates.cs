namespace EventDriven.Operations.Orders;

/// <summary>
/// The states of an order that the console knows by name: by them it limits, offers and explains. Others are shown as
/// they are called.
/// </summary>
public static class OrderStates
{
    /// <summary>Before the first state.</summary>
    public const string Initial = nameof(Initial);

    /// <summary>Inventory has been asked to hold the lines.</summary>
    public const string ReservingStock = nameof(ReservingStock);

    /// <summary>Payments has been asked to set the total aside.</summary>
    public const string AuthorisingPayment = nameof(AuthorisingPayment);

    /// <summary>An operator is to look at the payment.</summary>
    public const string AwaitingReview = nameof(AwaitingReview);

    /// <summary>Shipping has been asked to book the parcel.</summary>
    public const string BookingShipment = nameof(BookingShipment);

    /// <summary>Payments has been asked to take the total: the pivot.</summary>
    public const string CapturingPayment = nameof(CapturingPayment);

    /// <summary>Past the pivot: Shipping is asked to hand the parcel over until it has.</summary>
    public const string Dispatching = nameof(Dispatching);

    /// <summary>What was done is being undone.</summary>
    public const string Compensating = nameof(Compensating);

    /// <summary>An undo was not confirmed: an operator is needed.</summary>
    public const string CompensationFailed = nameof(CompensationFailed);

    /// <summary>End: paid and handed to the carrier.</summary>
    public const string Completed = nameof(Completed);

    /// <summary>End: refused by a step or out of time, with every effect undone.</summary>
    public const string Rejected = nameof(Rejected);

    /// <summary>End: cancelled when asked to, with every effect undone.</summary>
    public const string Cancelled = nameof(Cancelled);

    /// <summary>The states of orders on their way, in the order in which these go through them.</summary>
    public static IReadOnlyList<string> OnTheWay { get; } =
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

    /// <summary>The ends.</summary>
    public static IReadOnlyList<string> Ends { get; } = [Completed, Rejected, Cancelled];

    /// <summary>Whether nothing follows on this state.</summary>
    public static bool IsEnd(string state) => Ends.Contains(state);
}

namespace EventDriven.Contracts.Orders;

/// <summary>
/// The states of an order, as the saga publishes them. Readers must accept unknown states, because a later saga can
/// have more.
/// </summary>
public static class OrderStates
{
    /// <summary>Before the first state; only in <see cref="OrderStatusChanged.From" />.</summary>
    public const string Initial = nameof(Initial);

    /// <summary>Waits for Inventory.</summary>
    public const string ReservingStock = nameof(ReservingStock);

    /// <summary>Waits for Payments.</summary>
    public const string AuthorisingPayment = nameof(AuthorisingPayment);

    /// <summary>Waits for an operator.</summary>
    public const string AwaitingReview = nameof(AwaitingReview);

    /// <summary>Waits for Shipping.</summary>
    public const string BookingShipment = nameof(BookingShipment);

    /// <summary>Waits for Payments: the pivot.</summary>
    public const string CapturingPayment = nameof(CapturingPayment);

    /// <summary>Past the pivot: waits for Shipping.</summary>
    public const string Dispatching = nameof(Dispatching);

    /// <summary>Undoes the steps, latest first.</summary>
    public const string Compensating = nameof(Compensating);

    /// <summary>An undo was not confirmed: waits for an operator.</summary>
    public const string CompensationFailed = nameof(CompensationFailed);

    /// <summary>Ended: paid and handed to the carrier.</summary>
    public const string Completed = nameof(Completed);

    /// <summary>Ended: cancelled and undone.</summary>
    public const string Cancelled = nameof(Cancelled);

    /// <summary>Ended: refused by a step, out of time or given up, and undone.</summary>
    public const string Rejected = nameof(Rejected);

    /// <summary>All but the final states, in the order in which an order goes through them.</summary>
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

    /// <summary>The final states.</summary>
    public static IReadOnlyList<string> Ends { get; } = [Completed, Cancelled, Rejected];

    /// <summary>Whether the state is final.</summary>
    public static bool IsEnd(string state) => Ends.Contains(state);
}

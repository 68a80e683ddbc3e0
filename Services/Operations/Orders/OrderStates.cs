namespace EventDriven.Operations.Orders;

/// <summary>The states of an order that the console knows. Others are shown by their names.</summary>
public static class OrderStates
{
    public const string Initial = nameof(Initial);

    public const string ReservingStock = nameof(ReservingStock);

    public const string AuthorisingPayment = nameof(AuthorisingPayment);

    public const string AwaitingReview = nameof(AwaitingReview);

    public const string BookingShipment = nameof(BookingShipment);

    public const string CapturingPayment = nameof(CapturingPayment);

    public const string Dispatching = nameof(Dispatching);

    public const string Compensating = nameof(Compensating);

    public const string CompensationFailed = nameof(CompensationFailed);

    public const string Completed = nameof(Completed);

    public const string Rejected = nameof(Rejected);

    public const string Cancelled = nameof(Cancelled);

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

    public static IReadOnlyList<string> Ends { get; } = [Completed, Rejected, Cancelled];

    public static bool IsEnd(string state) => Ends.Contains(state);
}

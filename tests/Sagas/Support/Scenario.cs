using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Contracts.Shipping;

namespace EventDriven.Sagas.Tests.Support;

/// <summary>
/// What the tests expect of an order: the steps of one that goes well, and what each event means in each state. The
/// tests take from here what comes before or after the step that they are about, so that a new step is added here only.
/// </summary>
internal static class Scenario
{
    public static readonly IReadOnlyList<Stage> Stages =
    [
        new(OrderStates.ReservingStock, typeof(ReserveStock), typeof(StockReserved))
        {
            Undo = typeof(ReleaseStock),
            Undone = typeof(StockReleased),
        },
        new(OrderStates.AuthorisingPayment, typeof(AuthorisePayment), typeof(PaymentAuthorised))
        {
            Undo = typeof(VoidPayment),
            Undone = typeof(PaymentVoided),
        },
        new(OrderStates.BookingShipment, typeof(BookShipment), typeof(ShipmentBooked))
        {
            Undo = typeof(CancelShipment),
            Undone = typeof(ShipmentCancelled),
        },
        new(OrderStates.CapturingPayment, typeof(CapturePayment), typeof(PaymentCaptured))
        {
            Undo = typeof(RefundPayment),
            Undone = typeof(PaymentRefunded),
        },
        new(OrderStates.Dispatching, typeof(DispatchShipment), typeof(ShipmentDispatched)),
    ];

    /// <summary>What each event means in each state of <see cref="Columns" />, and when there is no order.</summary>
    // >XX  handled: the order moves to XX, with a line of history for it
    // note handled: a line of history, no move
    // no   refused: OrderCancellationRefused, with a line of history, no move
    // .    ignored: nothing changes, nothing is sent, nothing faults
    // !    faulted: nothing changes, nothing is sent, and the message faults
    public const string Table = """
                              RS    AP    AR    BS    CP    DI    CO    CF    Done  Canc  Rej   none
        SubmitOrder           .     .     .     .     .     .     .     .     .     .     .     >RS
        StockReserved         >AP   .     .     .     .     .     .     .     .     .     .     !
        StockShort            >Rej  !     !     !     !     !     .     .     .     .     .     !
        PaymentAuthorised     !     >BS   !     .     .     .     .     .     .     .     .     !
        PaymentReviewRequired !     >AR   .     .     .     .     .     .     .     .     .     !
        PaymentDeclined       !     >CO   !     !     !     !     .     .     .     .     .     !
        ApprovePayment        .     .     >BS   .     .     .     .     .     .     .     .     !
        RejectPayment         .     .     >CO   .     .     .     .     .     .     .     .     !
        ShipmentBooked        !     !     !     >CP   .     .     .     .     .     .     .     !
        ShipmentRefused       !     !     !     >CO   !     !     .     .     .     .     .     !
        PaymentCaptured       !     !     !     !     >DI   .     .     .     .     .     .     !
        CaptureFailed         !     !     !     !     >CO   !     .     .     .     .     .     !
        ShipmentDispatched    !     !     !     !     !     >Done >Done >Done .     .     .     !
        DispatchRefused       !     !     !     !     !     >CO   .     .     .     .     .     !
        PaymentRefunded       !     !     !     !     !     !     >CO   >CO   .     .     .     !
        ShipmentCancelled     !     !     !     !     !     !     >CO   >CO   .     .     .     !
        PaymentVoided         !     !     !     !     !     !     >CO   >CO   .     .     .     !
        StockReleased         !     !     !     !     !     !     >Rej  >Rej  .     .     .     !
        ResumeCompensation    .     .     .     .     .     .     .     >CO   .     .     .     !
        GiveUpDispatch        .     .     .     .     .     >CO   .     .     .     .     .     !
        AskAgain              note  note  .     note  note  note  note  .     .     .     .     !
        CancelOrder           note  note  >CO   note  note  no    note  note  no    .     .     .
        StepDeadlineExpired   note  note  >CO   note  note  note  note  .     .     .     .     .
        """;

    public const string NoOrder = "none";

    /// <summary>The columns of <see cref="Table" />.</summary>
    public static readonly IReadOnlyDictionary<string, string> Columns = new Dictionary<string, string>
    {
        ["RS"] = OrderStates.ReservingStock,
        ["AP"] = OrderStates.AuthorisingPayment,
        ["AR"] = OrderStates.AwaitingReview,
        ["BS"] = OrderStates.BookingShipment,
        ["CP"] = OrderStates.CapturingPayment,
        ["DI"] = OrderStates.Dispatching,
        ["CO"] = OrderStates.Compensating,
        ["CF"] = OrderStates.CompensationFailed,
        ["Done"] = OrderStates.Completed,
        ["Canc"] = OrderStates.Cancelled,
        ["Rej"] = OrderStates.Rejected,
        [NoOrder] = NoOrder,
    };

    /// <summary>The states in which a step can be given up or cancelled.</summary>
    public static IEnumerable<Stage> UntilThePivot => Stages.Where(stage => stage.State != OrderStates.Dispatching);

    public static Stage In(string state) => Stages.Single(stage => stage.State == state);

    /// <summary>The state that follows when the step of this one succeeds.</summary>
    public static string After(string state) =>
        Stages.SkipWhile(stage => stage.State != state).Skip(1).FirstOrDefault()?.State ?? OrderStates.Completed;

    /// <summary>The messages that lead an order to a state: each adds one entry to its history.</summary>
    public static IReadOnlyList<Type> MessagesTo(string state) =>
        [typeof(SubmitOrder), .. Before(state).Select(stage => stage.Answer)];

    /// <summary>The commands that are sent until an order is in a state, by name.</summary>
    public static IReadOnlyList<string> CommandsTo(string state) =>
        [.. Before(state).Select(stage => stage.Command.Name), .. At(state).Select(stage => stage.Command.Name)];

    /// <summary>What is undone when the step of a state failed and left nothing behind, latest first.</summary>
    public static IReadOnlyList<Stage> UndosBefore(string state) =>
        [.. Before(state).Where(stage => stage.Undo is not null).Reverse()];

    /// <summary>The same when the step may have been performed.</summary>
    public static IReadOnlyList<Stage> UndosFrom(string state) =>
        [.. At(state).Where(stage => stage.Undo is not null), .. UndosBefore(state)];

    public static IEnumerable<string> Commands(this IEnumerable<Stage> undos) =>
        undos.Select(stage => stage.Undo!.Name);

    /// <summary>The stages that are passed on the way to a state; to Completed, all.</summary>
    private static IEnumerable<Stage> Before(string state) =>
        state == OrderStates.Completed ? Stages : Stages.TakeWhile(stage => stage != In(state));

    private static IEnumerable<Stage> At(string state) => Stages.Where(stage => stage.State == state);
}

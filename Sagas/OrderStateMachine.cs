using System.Linq.Expressions;
using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Payments;
using EventDriven.Contracts.Shipping;
using Microsoft.Extensions.Options;

namespace EventDriven.Sagas;

/// <summary>
/// Takes one order from submission to exactly one end: Completed, Rejected or Cancelled. OrderActivities has the
/// activities. An event that is not named for a state faults, because it answers a command that was not sent, or
/// contradicts an earlier answer: a bug, which must be seen.
/// </summary>
public sealed class OrderStateMachine : MassTransitStateMachine<OrderState>
{
    /// <summary>
    /// Stored with each new order. Raise it with a change that is wrong for orders in progress, and branch on
    /// OrderState.MachineVersion until those have ended.
    /// </summary>
    public const int Version = 1;

    private readonly List<WorkflowActions> _actions = [];

    public OrderStateMachine(TimeProvider time, IOptions<SagaOptions> options)
    {
        Time = time;
        Options = options.Value;
        State[] ends = [Completed, Cancelled, Rejected];

        InstanceState(order => order.CurrentState);
        CorrelateByOrderId();

        Initially(
            When(SubmitOrder).Begin(_ => "The order was submitted."),
            // The cancellation arrived before its order. It is kept, and the order is cancelled after its first step.
            When(CancelOrder).KeepCancel()
        );

        During(
            ReservingStock,
            When(StockReserved)
                .Then(stock => stock.Saga.Total = stock.Message.Total)
                .GoOn(AuthorisingPayment, OrderStep.AuthorisePayment, stock =>
                    $"Stock is held, at {stock.Message.Total} for all lines."
                ),
            When(StockShort).Compensate(refused: OrderStep.ReserveStock, stock => stock.Message.Reason)
        );

        During(
            AuthorisingPayment,
            When(PaymentAuthorised).GoOn(BookingShipment, OrderStep.BookShipment, _ => "The payment is authorised."),
            When(PaymentReviewRequired)
                .GoOn(AwaitingReview, OrderStep.ReviewPayment, payment =>
                    $"The payment awaits a review: {payment.Message.Reason}"
                ),
            When(PaymentDeclined).Compensate(refused: OrderStep.AuthorisePayment, payment => payment.Message.Reason)
        );

        During(
            AwaitingReview,
            When(ApprovePayment)
                .GoOn(BookingShipment, OrderStep.BookShipment, review =>
                    Sentence("An operator approved the payment", review.Message.Reason)
                ),
            When(RejectPayment)
                .Compensate(
                    review => review.Message.Reason,
                    review => Sentence("An operator rejected the payment", review.Message.Reason)
                ),
            When(CancelOrder).CompensateOnCancel(),
            When(StepDeadlineExpired).AtDeadline(late => late.GiveUpReview())
        );

        During(
            BookingShipment,
            When(ShipmentBooked)
                .GoOn(CapturingPayment, OrderStep.CapturePayment, parcel =>
                    $"The parcel is booked as {parcel.Message.TrackingNumber}."
                ),
            When(ShipmentRefused).Compensate(refused: OrderStep.BookShipment, parcel => parcel.Message.Reason)
        );

        During(
            CapturingPayment,
            When(PaymentCaptured).GoOn(Dispatching, OrderStep.DispatchShipment, _ => "The payment is captured."),
            When(CaptureFailed).Compensate(refused: OrderStep.CapturePayment, payment => payment.Message.Reason)
        );

        State[] untilThePivot = [ReservingStock, AuthorisingPayment, BookingShipment, CapturingPayment];
        During(
            untilThePivot,
            When(CancelOrder).RememberCancel(),
            When(AskAgain).AskAgainNowIfWanted(),
            When(StepDeadlineExpired).AtDeadline(late => late.AskAgainOr(spent => spent.GiveUp()))
        );

        During(
            Dispatching,
            When(ShipmentDispatched).Complete(),
            When(DispatchRefused)
                .GiveUpDispatch(
                    parcel => parcel.Message.Reason,
                    parcel => $"Shipping refused DispatchShipment: {parcel.Message.Reason}"
                ),
            When(GiveUpDispatch)
                .GiveUpDispatch(
                    operatorSaid => operatorSaid.Message.Reason,
                    operatorSaid => Sentence("An operator gave the dispatch up", operatorSaid.Message.Reason)
                ),
            When(CancelOrder).RefuseCancel("The order is paid and on its way: it can no longer be cancelled."),
            When(StepDeadlineExpired).AtDeadline(late => late.AskAgain())
        ); // Past the pivot: asked until the carrier takes the parcel or refuses it, or an operator gives up.

        During(
            // An undo that is confirmed after it was given up continues the compensation.
            [Compensating, CompensationFailed],
            When(PaymentRefunded).Undone(OrderStep.RefundPayment, "The payment is refunded."),
            When(ShipmentCancelled).Undone(OrderStep.CancelShipment, "The shipment is cancelled."),
            When(PaymentVoided).Undone(OrderStep.VoidPayment, "The payment is voided."),
            When(StockReleased).Undone(OrderStep.ReleaseStock, "The stock is released."),
            // Shipping answers a cancellation with one of the two, and the carrier dispatches no cancelled parcel.
            When(ShipmentDispatched).CompleteAfterAll(),
            When(CancelOrder)
                .IfElse(
                    order => order.Saga.MayBeDispatched,
                    paid =>
                        paid.RefuseCancel("The order is paid and may be on its way: it can no longer be cancelled."),
                    undone => undone.NoteCancel()
                )
        );

        During(
            Compensating,
            When(StepDeadlineExpired).AtDeadline(late => late.AskAgainOr(spent => spent.FailCompensation()))
        );

        During([Dispatching, Compensating], When(AskAgain).AskAgainNow());

        During(
            CompensationFailed,
            When(ResumeCompensation)
                .UndoNext(operatorSaid => Sentence("An operator resumed the compensation", operatorSaid.Message.Reason))
        );

        During(Completed, When(CancelOrder).RefuseCancel("The order is completed: it can no longer be cancelled."));

        // A command that was sent again is answered again.
        During(
            [AuthorisingPayment, AwaitingReview, BookingShipment, CapturingPayment, Dispatching],
            Ignore(StockReserved)
        );
        During([AwaitingReview, BookingShipment, CapturingPayment, Dispatching], Ignore(PaymentReviewRequired));
        During([BookingShipment, CapturingPayment, Dispatching], Ignore(PaymentAuthorised));
        During([CapturingPayment, Dispatching], Ignore(ShipmentBooked));
        During(Dispatching, Ignore(PaymentCaptured));

        // An order that began again, and is to be completed after all, has heard these before.
        During(
            [CapturingPayment, Dispatching],
            Ignore(PaymentDeclined, order => order.Saga.Epoch > 1),
            Ignore(ShipmentRefused, order => order.Saga.Epoch > 1)
        );
        During(CapturingPayment, Ignore(ShipmentDispatched, order => order.Saga.Epoch > 1));

        // A late answer changes nothing, because the undo covers the step.
        During(
            [Compensating, CompensationFailed, .. ends],
            Ignore(StockReserved),
            Ignore(StockShort),
            Ignore(PaymentAuthorised),
            Ignore(PaymentReviewRequired),
            Ignore(PaymentDeclined),
            Ignore(ShipmentBooked),
            Ignore(ShipmentRefused),
            Ignore(PaymentCaptured),
            Ignore(CaptureFailed),
            Ignore(DispatchRefused)
        );

        // An end is final.
        During(
            ends,
            Ignore(ShipmentDispatched),
            Ignore(PaymentRefunded),
            Ignore(ShipmentCancelled),
            Ignore(PaymentVoided),
            Ignore(StockReleased)
        );
        // It counts if the order begins again, because the saga had come to this end after a restore.
        During([Cancelled, Rejected], When(CancelOrder).KeepCancel());

        DuringAny(
            When(SubmitOrder)
                .If(
                    order => order.Message.BeginAgain == true && order.Message.Epoch > order.Saga.Epoch,
                    again =>
                        again.Begin(_ =>
                            "The database lost a part of the order's history: each step is asked for again."
                        )
                ),
            // Elsewhere the operator is too late, or the order does not wait.
            Ignore(ApprovePayment),
            Ignore(RejectPayment),
            Ignore(ResumeCompensation),
            Ignore(AskAgain),
            Ignore(GiveUpDispatch),
            Ignore(StepDeadlineExpired)
        );

        // The actions that have an effect in a state: the console offers them to an operator.
        Offer(untilThePivot, [OrderAction.AskAgain, OrderAction.Cancel], afterCancel: []);
        Offer(
            [AwaitingReview],
            [OrderAction.Approve, OrderAction.Reject, OrderAction.Cancel],
            afterCancel: [OrderAction.Approve, OrderAction.Reject]
        );
        Offer(
            [Dispatching],
            [OrderAction.AskAgain, OrderAction.GiveUpDispatch],
            afterCancel: [OrderAction.AskAgain, OrderAction.GiveUpDispatch]
        );
        Offer([Compensating], [OrderAction.AskAgain], afterCancel: [OrderAction.AskAgain]);
        Offer([CompensationFailed], [OrderAction.Resume], afterCancel: [OrderAction.Resume]);
    }

    // OrderStates explains the states, and the contracts explain the events.
    public State ReservingStock { get; private set; } = null!;
    public State AuthorisingPayment { get; private set; } = null!;
    public State AwaitingReview { get; private set; } = null!;
    public State BookingShipment { get; private set; } = null!;
    public State CapturingPayment { get; private set; } = null!;
    public State Dispatching { get; private set; } = null!;
    public State Compensating { get; private set; } = null!;
    public State CompensationFailed { get; private set; } = null!;
    public State Completed { get; private set; } = null!;
    public State Cancelled { get; private set; } = null!;
    public State Rejected { get; private set; } = null!;

    public Event<SubmitOrder> SubmitOrder { get; private set; } = null!;
    public Event<CancelOrder> CancelOrder { get; private set; } = null!;
    public Event<ApprovePayment> ApprovePayment { get; private set; } = null!;
    public Event<RejectPayment> RejectPayment { get; private set; } = null!;
    public Event<ResumeCompensation> ResumeCompensation { get; private set; } = null!;
    public Event<AskAgain> AskAgain { get; private set; } = null!;
    public Event<GiveUpDispatch> GiveUpDispatch { get; private set; } = null!;
    public Event<StockReserved> StockReserved { get; private set; } = null!;
    public Event<StockShort> StockShort { get; private set; } = null!;
    public Event<StockReleased> StockReleased { get; private set; } = null!;
    public Event<PaymentAuthorised> PaymentAuthorised { get; private set; } = null!;
    public Event<PaymentReviewRequired> PaymentReviewRequired { get; private set; } = null!;
    public Event<PaymentDeclined> PaymentDeclined { get; private set; } = null!;
    public Event<PaymentCaptured> PaymentCaptured { get; private set; } = null!;
    public Event<CaptureFailed> CaptureFailed { get; private set; } = null!;
    public Event<PaymentRefunded> PaymentRefunded { get; private set; } = null!;
    public Event<PaymentVoided> PaymentVoided { get; private set; } = null!;
    public Event<ShipmentBooked> ShipmentBooked { get; private set; } = null!;
    public Event<ShipmentRefused> ShipmentRefused { get; private set; } = null!;
    public Event<ShipmentCancelled> ShipmentCancelled { get; private set; } = null!;
    public Event<ShipmentDispatched> ShipmentDispatched { get; private set; } = null!;
    public Event<DispatchRefused> DispatchRefused { get; private set; } = null!;
    public Event<StepDeadlineExpired> StepDeadlineExpired { get; private set; } = null!;

    /// <summary>What an operator may do in each state; nothing in a state that is missing.</summary>
    internal IReadOnlyList<WorkflowActions> Actions => _actions;

    internal TimeProvider Time { get; }

    internal SagaOptions Options { get; }

    // SubmitOrder begins an order. A CancelOrder that arrives before it is kept. Any other message without an order
    // faults, because an answer cannot come before its command.
    private void CorrelateByOrderId()
    {
        Correlate(() => SubmitOrder, message => message.OrderId);
        Correlate(() => CancelOrder, message => message.OrderId);
        Correlate(() => ApprovePayment, message => message.OrderId);
        Correlate(() => RejectPayment, message => message.OrderId);
        Correlate(() => ResumeCompensation, message => message.OrderId);
        Correlate(() => AskAgain, message => message.OrderId);
        Correlate(() => GiveUpDispatch, message => message.OrderId);
        Correlate(() => StockReserved, message => message.OrderId);
        Correlate(() => StockShort, message => message.OrderId);
        Correlate(() => StockReleased, message => message.OrderId);
        Correlate(() => PaymentAuthorised, message => message.OrderId);
        Correlate(() => PaymentReviewRequired, message => message.OrderId);
        Correlate(() => PaymentDeclined, message => message.OrderId);
        Correlate(() => PaymentCaptured, message => message.OrderId);
        Correlate(() => CaptureFailed, message => message.OrderId);
        Correlate(() => PaymentRefunded, message => message.OrderId);
        Correlate(() => PaymentVoided, message => message.OrderId);
        Correlate(() => ShipmentBooked, message => message.OrderId);
        Correlate(() => ShipmentRefused, message => message.OrderId);
        Correlate(() => ShipmentCancelled, message => message.OrderId);
        Correlate(() => ShipmentDispatched, message => message.OrderId);
        Correlate(() => DispatchRefused, message => message.OrderId);
        // Without its order, the order never began: its first transaction was rolled back.
        Event(
            () => StepDeadlineExpired,
            deadline =>
                deadline
                    .CorrelateById(context => context.Message.OrderId)
                    .OnMissingInstance(missing => missing.Discard())
        );

        void Correlate<T>(Expression<Func<Event<T>>> @event, Func<T, Guid> orderId)
            where T : class =>
            Event(@event, correlation =>
                correlation
                    .CorrelateById(context => orderId(context.Message))
                    .OnMissingInstance(missing => missing.Fault())
            );
    }

    private void Offer(State[] states, string[] actions, string[] afterCancel) =>
        _actions.AddRange(
            states.Select(state => new WorkflowActions
            {
                State = state.Name,
                Offered = actions,
                AfterCancel = afterCancel,
            })
        );

    private static string Sentence(string what, string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? $"{what}." : $"{what}: {reason}";
}

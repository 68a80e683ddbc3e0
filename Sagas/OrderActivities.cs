using EventDriven.Contracts.Shipping;
using CancelBinder = MassTransit.EventActivityBinder<
    EventDriven.Sagas.OrderState,
    EventDriven.Contracts.Orders.CancelOrder
>;
using DeadlineBinder = MassTransit.EventActivityBinder<
    EventDriven.Sagas.OrderState,
    EventDriven.Contracts.Orders.StepDeadlineExpired
>;

namespace EventDriven.Sagas;

/// <summary>The activities of OrderStateMachine.</summary>
internal static class OrderActivities
{
    public static EventActivityBinder<OrderState, SubmitOrder> Begin(
        this EventActivityBinder<OrderState, SubmitOrder> binder,
        Func<BehaviorContext<OrderState, SubmitOrder>, string> cause
    ) =>
        binder
            .Then(order => order.Saga.Accept(order.Message))
            .Ask(OrderStep.ReserveStock)
            .MoveTo(binder.Machine().ReservingStock, cause);

    /// <summary>Sends the step's command, and waits for its answer until its deadline.</summary>
    public static EventActivityBinder<OrderState, T> Ask<T>(
        this EventActivityBinder<OrderState, T> binder,
        OrderStep step
    )
        where T : class => binder.Ask(_ => step);

    public static EventActivityBinder<OrderState, T> MoveTo<T>(
        this EventActivityBinder<OrderState, T> binder,
        State to,
        Func<BehaviorContext<OrderState, T>, string> cause
    )
        where T : class => binder.Add(new MoveToActivity<T>(binder.Machine(), to, cause));

    public static EventActivityBinder<OrderState, T> Note<T>(
        this EventActivityBinder<OrderState, T> binder,
        Func<BehaviorContext<OrderState, T>, string> what
    )
        where T : class => binder.Add(new MoveToActivity<T>(binder.Machine(), to: null, what));

    /// <summary>The step in flight succeeded: begins the next one, unless a cancellation was requested.</summary>
    public static EventActivityBinder<OrderState, T> GoOn<T>(
        this EventActivityBinder<OrderState, T> binder,
        State to,
        OrderStep step,
        Func<BehaviorContext<OrderState, T>, string> cause
    )
        where T : class =>
        binder.IfElse(
            order => order.Saga.CancelRequested,
            unwanted =>
                unwanted.Compensate(_ => null, order => $"Undone, as a cancellation was asked for: {cause(order)}"),
            wanted => wanted.Ask(step).MoveTo(to, cause)
        );

    /// <summary>The step in flight was refused: undoes only the steps before it.</summary>
    public static EventActivityBinder<OrderState, T> Compensate<T>(
        this EventActivityBinder<OrderState, T> binder,
        OrderStep refused,
        Func<BehaviorContext<OrderState, T>, string> reason
    )
        where T : class =>
        binder
            .Then(order => order.Saga.Clear(refused))
            .Compensate(reason, order => $"{OrderSteps.Of(refused).Participant} refused {refused}: {reason(order)}");

    /// <summary>Undoes whatever the order may have done, latest first, and ends it.</summary>
    /// <param name="reason">For the customer; the reason of an earlier cancellation replaces it.</param>
    public static EventActivityBinder<OrderState, T> Compensate<T>(
        this EventActivityBinder<OrderState, T> binder,
        Func<BehaviorContext<OrderState, T>, string?> reason,
        Func<BehaviorContext<OrderState, T>, string> cause
    )
        where T : class => binder.Then(order => order.Saga.TurnBack(reason(order))).UndoNext(cause);

    /// <summary>Begins the next undo, or ends the order if there is none left.</summary>
    public static EventActivityBinder<OrderState, T> UndoNext<T>(
        this EventActivityBinder<OrderState, T> binder,
        Func<BehaviorContext<OrderState, T>, string> cause
    )
        where T : class =>
        binder.IfElse(
            order => order.Saga.NextUndo is not null,
            more => more.Ask(order => order.Saga.NextUndo!.Value).MoveTo(binder.Machine().Compensating, cause),
            done => done.EndUndone(cause)
        );

    /// <summary>An undo is confirmed. Ignored if it was confirmed before: the order waits for another one.</summary>
    public static EventActivityBinder<OrderState, T> Undone<T>(
        this EventActivityBinder<OrderState, T> binder,
        OrderStep undo,
        string cause
    )
        where T : class =>
        binder.If(
            order => order.Saga.Step == undo,
            undone => undone.Then(order => order.Saga.Clear(undo)).UndoNext(_ => cause)
        );

    /// <summary>
    /// Past the pivot: asks the carrier to confirm that the parcel will not leave, before anything else is undone.
    /// </summary>
    /// <param name="reason">For the customer.</param>
    public static EventActivityBinder<OrderState, T> GiveUpDispatch<T>(
        this EventActivityBinder<OrderState, T> binder,
        Func<BehaviorContext<OrderState, T>, string> reason,
        Func<BehaviorContext<OrderState, T>, string> cause
    )
        where T : class =>
        binder
            .Then(order => order.Saga.GiveUpDispatch(reason(order)))
            .Ask(order => order.Saga.NextUndo!.Value)
            .MoveTo(binder.Machine().Compensating, cause);

    /// <summary>
    /// The carrier's answer to the cancellation of a dispatch that was given up: it was too late. In an order that has
    /// begun again, it may be the lost history that gave the parcel to the carrier, and the payment is asked for first:
    /// the saga may have given it back before the order began again.
    /// </summary>
    public static EventActivityBinder<OrderState, ShipmentDispatched> CompleteAfterAll(
        this EventActivityBinder<OrderState, ShipmentDispatched> binder
    ) =>
        binder
            .If(
                // Accepted before the saga's database lost what had happened.
                order => order.Saga.Outcome == OrderOutcome.Cancelled,
                cancelled => cancelled.PublishRefusal("The order is on its way: it can no longer be cancelled.")
            )
            .Then(order => order.Saga.GoOnDispatched())
            .IfElse(
                order => order.Saga.Epoch > 1,
                again =>
                    again
                        .Then(order => order.Saga.CancelRequested = false)
                        .Ask(OrderStep.CapturePayment)
                        .MoveTo(binder.Machine().CapturingPayment, order =>
                            $"The parcel {order.Message.TrackingNumber} is with the carrier: the payment must be there."
                        ),
                paid => paid.Complete()
            );

    public static EventActivityBinder<OrderState, ShipmentDispatched> Complete(
        this EventActivityBinder<OrderState, ShipmentDispatched> binder
    ) =>
        binder
            .Then(order => order.Saga.End())
            .CancelDeadline()
            .Publish(order => new OrderCompleted
            {
                OrderId = order.Saga.CorrelationId,
                CustomerId = order.Saga.CustomerId,
                Email = order.Saga.Email,
                Total = order.Saga.Total!,
                TrackingNumber = order.Message.TrackingNumber,
                At = binder.Machine().Time.GetUtcNow(),
            })
            .MoveTo(binder.Machine().Completed, order =>
                $"The parcel {order.Message.TrackingNumber} is with the carrier."
            );

    /// <summary>Ignores a deadline of another wait, whose token is not the order's.</summary>
    public static DeadlineBinder AtDeadline(this DeadlineBinder binder, Func<DeadlineBinder, DeadlineBinder> present) =>
        binder.If(
            deadline =>
                // An older version has the token in the header alone.
                (deadline.Message.Token ?? deadline.GetSchedulingTokenId())
                    is { } token
                    ? token == deadline.Saga.DeadlineTokenId
                    : deadline.Message.Step == deadline.Saga.Step.ToString()
                        && deadline.Message.Attempt == deadline.Saga.Attempt,
            present
        );

    /// <summary>Sends the step's command again. Handlers are idempotent and repeat their answer.</summary>
    public static DeadlineBinder AskAgain(this DeadlineBinder binder) =>
        binder
            .Then(deadline => deadline.Saga.Attempt++)
            .Then(deadline =>
            {
                // The step is never given up, and only an operator can help.
                if (deadline.Saga.Attempt > binder.Machine().Options.MaxAttempts)
                {
                    LogContext.Warning?.Log(
                        "Order {OrderId}: {Participant} has not answered {Step}, sent {Attempts} times, "
                            + "and is asked again",
                        deadline.Saga.CorrelationId,
                        Participant(deadline.Message),
                        deadline.Saga.Step,
                        deadline.Message.Attempt
                    );
                }
            })
            .SendAndWait()
            .Note(deadline =>
                $"{Participant(deadline.Message)} has not answered {deadline.Saga.Step}: asked again "
                + $"(attempt {deadline.Saga.Attempt})."
            );

    public static DeadlineBinder AskAgainOr(this DeadlineBinder binder, Func<DeadlineBinder, DeadlineBinder> spent)
    {
        var machine = binder.Machine();
        return binder.IfElse(
            deadline =>
                deadline.Saga.NeedsPrice
                || (deadline.Saga.Attempt < machine.Options.MaxAttempts && deadline.Saga.IsStepWanted),
            again => again.AskAgain(),
            spent
        );
    }

    /// <summary>No answer: the step may have been performed, or may be later, so it is undone too.</summary>
    public static DeadlineBinder GiveUp(this DeadlineBinder binder) =>
        binder.Compensate(
            deadline => $"{Participant(deadline.Message)} did not answer in time.",
            deadline =>
                $"{Participant(deadline.Message)} did not answer {deadline.Message.Step}, "
                + $"sent {Times(deadline.Message.Attempt)}."
        );

    /// <summary>An operator's retry: the same attempt, with its whole deadline.</summary>
    public static EventActivityBinder<OrderState, AskAgain> AskAgainNow(
        this EventActivityBinder<OrderState, AskAgain> binder
    ) =>
        binder
            .SendAndWait()
            .Note(order =>
                string.IsNullOrWhiteSpace(order.Message.Reason)
                    ? $"An operator had {order.Saga.Participant} asked for {order.Saga.Step} again."
                    : $"An operator had {order.Saga.Participant} asked for {order.Saga.Step} again: "
                        + $"{order.Message.Reason}"
            );

    /// <summary>An operator's retry, unless a cancellation waits for the end of the step.</summary>
    public static EventActivityBinder<OrderState, AskAgain> AskAgainNowIfWanted(
        this EventActivityBinder<OrderState, AskAgain> binder
    ) =>
        binder.IfElse(
            order => order.Saga.IsStepWanted,
            wanted => wanted.AskAgainNow(),
            unwanted =>
                unwanted.Note(order =>
                    $"An operator wanted {order.Saga.Step} asked for again, which is left out: "
                    + "the order is to be cancelled."
                )
        );

    public static DeadlineBinder GiveUpReview(this DeadlineBinder binder) =>
        binder.Compensate(
            _ => "The payment was not reviewed in time.",
            _ => "No operator reviewed the payment in time."
        );

    /// <summary>No confirmation of an undo: waits until it arrives, or an operator resumes the compensation.</summary>
    public static DeadlineBinder FailCompensation(this DeadlineBinder binder) =>
        binder
            .CancelDeadline()
            .Then(deadline =>
                LogContext.Error?.Log(
                    "Order {OrderId}: {Participant} did not confirm {Step}, sent {Attempts} times: "
                        + "an operator is needed",
                    deadline.Saga.CorrelationId,
                    Participant(deadline.Message),
                    deadline.Saga.Step,
                    deadline.Message.Attempt
                )
            )
            .MoveTo(binder.Machine().CompensationFailed, deadline =>
                $"{Participant(deadline.Message)} did not confirm {deadline.Message.Step}, "
                + $"sent {Times(deadline.Message.Attempt)}: an operator is needed."
            );

    /// <summary>For an order that has not begun, or begins again.</summary>
    public static CancelBinder KeepCancel(this CancelBinder binder) => binder.OnFirstCancel(kept => kept);

    /// <summary>The step in flight finishes first, and is then undone too.</summary>
    public static CancelBinder RememberCancel(this CancelBinder binder) =>
        binder.OnFirstCancel(cancel =>
            cancel.Note(order =>
                $"A cancellation was asked for, which waits for {order.Saga.Step} to finish: {order.Message.Reason}"
            )
        );

    /// <summary>Nothing is in flight: compensates at once.</summary>
    public static CancelBinder CompensateOnCancel(this CancelBinder binder) =>
        binder.OnFirstCancel(cancel =>
            cancel.Compensate(_ => null, order => $"A cancellation was asked for: {order.Message.Reason}")
        );

    /// <summary>The order is being undone already, and its outcome does not change.</summary>
    public static CancelBinder NoteCancel(this CancelBinder binder) =>
        binder.OnFirstCancel(cancel =>
            cancel.Note(order =>
                "A cancellation was asked for, while the order is being undone already "
                + $"and will end in {order.Saga.Outcome}: {order.Message.Reason}"
            )
        );

    public static CancelBinder RefuseCancel(this CancelBinder binder, string why) =>
        binder.OnFirstCancel(cancel =>
            cancel.PublishRefusal(why).Note(order => $"{why} A cancellation was asked for: {order.Message.Reason}")
        );

    private static EventActivityBinder<OrderState, T> PublishRefusal<T>(
        this EventActivityBinder<OrderState, T> binder,
        string why
    )
        where T : class =>
        binder.Publish(order => new OrderCancellationRefused
        {
            OrderId = order.Saga.CorrelationId,
            Reason = why,
            At = binder.Machine().Time.GetUtcNow(),
        });

    private static EventActivityBinder<OrderState, T> EndUndone<T>(
        this EventActivityBinder<OrderState, T> binder,
        Func<BehaviorContext<OrderState, T>, string> cause
    )
        where T : class
    {
        var machine = binder.Machine();
        return binder
            .Then(order => order.Saga.End())
            .CancelDeadline()
            .IfElse(
                order => order.Saga.Outcome == OrderOutcome.Cancelled,
                cancelled =>
                    cancelled
                        .Publish(order => new OrderCancelled
                        {
                            OrderId = order.Saga.CorrelationId,
                            CustomerId = order.Saga.CustomerId,
                            Email = order.Saga.Email,
                            Total = order.Saga.Total,
                            Reason = order.Saga.Reason!,
                            At = machine.Time.GetUtcNow(),
                        })
                        .MoveTo(machine.Cancelled, cause),
                rejected =>
                    rejected
                        .Publish(order => new OrderRejected
                        {
                            OrderId = order.Saga.CorrelationId,
                            CustomerId = order.Saga.CustomerId,
                            Email = order.Saga.Email,
                            Total = order.Saga.Total,
                            Reason = order.Saga.Reason!,
                            At = machine.Time.GetUtcNow(),
                        })
                        .MoveTo(machine.Rejected, cause)
            );
    }

    private static EventActivityBinder<OrderState, T> Ask<T>(
        this EventActivityBinder<OrderState, T> binder,
        Func<BehaviorContext<OrderState, T>, OrderStep> step
    )
        where T : class => binder.Then(order => order.Saga.Begin(step(order))).SendAndWait();

    private static EventActivityBinder<OrderState, T> SendAndWait<T>(this EventActivityBinder<OrderState, T> binder)
        where T : class
    {
        var machine = binder.Machine();
        return binder
            .ThenAsync(order => OrderSteps.Of(order.Saga.Step!.Value).Send?.Invoke(order) ?? Task.CompletedTask)
            .Then(order =>
                order.Saga.NewDeadline =
                    machine.Time.GetUtcNow() + machine.Options.WaitFor(order.Saga.Step!.Value, order.Saga.Attempt)
            )
            .CancelDeadline()
            .ThenAsync(async order =>
            {
                var token = Guid.CreateVersion7();
                order.Saga.DeadlineTokenId = token;
                var scheduled = await order
                    .GetPayload<MessageSchedulerContext>()
                    .ScheduleSend(
                        order.Saga.NewDeadline!.Value.UtcDateTime,
                        order.Saga.Deadline(),
                        Pipe.Execute<SendContext<StepDeadlineExpired>>(send => send.ScheduledMessageId = token)
                    );
                // By the database's clock, if the scheduler goes by it.
                order.Saga.DeadlineAt = scheduled.ScheduledTime;
            });
    }

    private static EventActivityBinder<OrderState, T> CancelDeadline<T>(this EventActivityBinder<OrderState, T> binder)
        where T : class =>
        binder.ThenAsync(async order =>
        {
            if (order.Saga.DeadlineTokenId is not { } token)
                return;

            (order.Saga.DeadlineTokenId, order.Saga.DeadlineAt) = (null, null);
            await order
                .GetPayload<MessageSchedulerContext>()
                .CancelScheduledSend(order.ReceiveContext.InputAddress, token);
        });

    private static CancelBinder OnFirstCancel(this CancelBinder binder, Func<CancelBinder, CancelBinder> first) =>
        binder.If(
            cancel => !cancel.Saga.CancelRequested,
            cancel => first(cancel.Then(order => order.Saga.RequestCancel(order.Message.Reason)))
        );

    // Not of the order's present step, which may be an undo already.
    private static string Participant(StepDeadlineExpired late) =>
        OrderSteps.Of(Enum.Parse<OrderStep>(late.Step)).Participant;

    private static string Times(int count) => count == 1 ? "once" : $"{count} times";

    private static OrderStateMachine Machine<T>(this EventActivityBinder<OrderState, T> binder)
        where T : class => (OrderStateMachine)binder.StateMachine;
}

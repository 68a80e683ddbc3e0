namespace EventDriven.PlantedBugs;

/// <summary>The state machine and what it keeps about an order.</summary>
internal static class SagaBugs
{
    private const string Machine = "Sagas/OrderStateMachine.cs";
    private const string Activities = "Sagas/OrderActivities.cs";
    private const string State = "Sagas/OrderState.cs";
    private const string MoveTo = "Sagas/MoveToActivity.cs";

    public static readonly Bug[] All =
    [
        new(
            "compensation-in-step-order",
            "The steps are undone in the order in which they were done, and not the latest first.",
            Catcher.Explorer,
            new Edit(
                State,
                "PendingUndo = string.Join(' ', [$\"{undo}\", .. Undo.Except([$\"{undo}\"])]);",
                """
                PendingUndo = PLANTED
                    ? string.Join(' ', [.. Undo.Except([$"{undo}"]), $"{undo}"])
                    : string.Join(' ', [$"{undo}", .. Undo.Except([$"{undo}"])]);
                """
            )
        ),
        new(
            "compensation-not-remembered",
            "The refund is not added to the steps to undo when the capture is requested.",
            Catcher.Explorer,
            new Edit(
                State,
                "UndoneBy is { } undo && !Undo.Contains(",
                "UndoneBy is { } undo && !(PLANTED && step == OrderStep.CapturePayment) && !Undo.Contains("
            )
        ),
        new(
            "confirmed-undo-not-removed",
            "A confirmed refund stays among the steps to undo, so it is requested without end.",
            Catcher.Explorer,
            new Edit(
                Activities,
                "undone => undone.Then(order => order.Saga.Clear(undo)).UndoNext(_ => cause)",
                """
                undone =>
                    undone
                        .Then(order =>
                        {
                            if (!PLANTED || undo != OrderStep.RefundPayment)
                                order.Saga.Clear(undo);
                        })
                        .UndoNext(_ => cause)
                """
            )
        ),
        new(
            "confirmation-removes-any-undo",
            "Each confirmation removes the next step to undo, so a repeated confirmation removes two.",
            Catcher.Explorer,
            new Edit(
                Activities,
                "order => order.Saga.Step == undo, undone =>",
                """
                order =>
                {
                    if (PLANTED && order.Saga.Step != undo)
                        order.Saga.PendingUndo = string.Join(' ', order.Saga.Undo.Skip(1));
                    return PLANTED || order.Saga.Step == undo;
                },
                undone =>
                """
            )
        ),
        new(
            "refused-step-undone",
            "A step that was refused is undone too, although it had no effect.",
            Catcher.Test("Sagas", "When_payment_is_declined.Voids_nothing_because_nothing_is_set_aside"),
            new Edit(
                Activities,
                ".Then(order => order.Saga.Clear(refused))",
                """
                .Then(order =>
                {
                    if (!PLANTED)
                        order.Saga.Clear(refused);
                })
                """
            )
        ),
        new(
            "cancellation-forgotten",
            "A cancellation is noted in the history and not stored in the order.",
            Catcher.Explorer,
            new Edit(State, "CancelRequested = true;", "CancelRequested = !PLANTED;")
        ),
        new(
            "cancellation-not-obeyed",
            "A stored cancellation is not obeyed when the step in flight is answered.",
            Catcher.Explorer,
            new Edit(
                Activities,
                "order => order.Saga.CancelRequested, unwanted =>",
                "order => order.Saga.CancelRequested && !PLANTED, unwanted =>"
            )
        ),
        new(
            "cancellation-after-the-pivot",
            "A cancellation undoes an order that is paid and being dispatched.",
            Catcher.Explorer,
            new Edit(
                Machine,
                """
                When(CancelOrder).RefuseCancel("The order is paid and on its way: it can no longer be cancelled.")
                """,
                """
                PLANTED
                    ? When(CancelOrder).CompensateOnCancel()
                    : When(CancelOrder).RefuseCancel("The order is paid and on its way: it can no longer be cancelled.")
                """
            )
        ),
        new(
            "refusal-of-an-undone-order",
            "A cancellation is refused while the order is being undone.",
            Catcher.Explorer,
            new Edit(
                Machine,
                "undone => undone.NoteCancel()",
                "undone => PLANTED ? undone.RefuseCancel(\"Too late.\") : undone.NoteCancel()"
            )
        ),
        new(
            "cancelled-step-sent-again",
            "A step of an order that is to be cancelled is sent again after its deadline.",
            Catcher.Test("Sagas", "When_the_customer_cancels.Is_not_asked_again_for_what_the_customer_no_longer_wants"),
            new Edit(State, "IsStepWanted => NeedsPrice ||", "IsStepWanted => PLANTED || NeedsPrice ||")
        ),
        new(
            "reason-overwritten",
            "A cancellation of an order that is being rejected replaces the reason of the rejection.",
            Catcher.Test(
                "Sagas",
                "When_the_customer_cancels.Leaves_an_order_that_is_being_rejected_to_end_in_Rejected"
            ),
            new Edit(
                State,
                "CancelReason = reason;",
                """
                CancelReason = reason;
                if (PLANTED && Outcome is not null)
                    Reason = reason;
                """
            )
        ),
        new(
            "outcome-changed-by-a-cancellation",
            "A cancellation of an order that is being rejected makes it end as cancelled.",
            Catcher.Test(
                "Sagas",
                "When_the_customer_cancels.Leaves_an_order_that_is_being_rejected_to_end_in_Rejected"
            ),
            new Edit(
                Activities,
                ".IfElse( order => order.Saga.Outcome == OrderOutcome.Cancelled, cancelled =>",
                """
                .IfElse(order =>
                    order.Saga.Outcome == OrderOutcome.Cancelled || (PLANTED && order.Saga.CancelRequested),
                cancelled =>
                """
            )
        ),
        new(
            "rejected-instead-of-cancelled",
            "An order that is undone because of a cancellation ends as rejected.",
            Catcher.Explorer,
            new Edit(
                State,
                "Outcome = CancelRequested ? OrderOutcome.Cancelled : OrderOutcome.Rejected;",
                "Outcome = CancelRequested && !PLANTED ? OrderOutcome.Cancelled : OrderOutcome.Rejected;"
            )
        ),
        new(
            "no-deadline",
            "A step is requested and no deadline is scheduled.",
            Catcher.Explorer,
            new Edit(
                Activities,
                ".ThenAsync(order => OrderSteps.Of(order.Saga.Step!.Value).Send?.Invoke(order) ?? Task.CompletedTask)",
                """
                .ThenAsync(order => OrderSteps.Of(order.Saga.Step!.Value).Send?.Invoke(order) ?? Task.CompletedTask)
                .If(_ => !PLANTED, timed => timed.SetDeadline());
                }

                private static EventActivityBinder<OrderState, T> SetDeadline<T>(
                    this EventActivityBinder<OrderState, T> binder
                )
                    where T : class
                {
                    var machine = binder.Machine();
                    return binder
                """
            )
        ),
        new(
            "deadline-of-another-wait",
            "A deadline counts by its step and attempt: also one of the wait before an operator's retry.",
            Catcher.Explorer,
            new Edit(
                Activities,
                "(deadline.Message.Token ?? deadline.GetSchedulingTokenId()) is { } token",
                "!PLANTED && (deadline.Message.Token ?? deadline.GetSchedulingTokenId()) is { } token"
            )
        ),
        new(
            "deadline-with-another-token",
            "Each deadline names a token that is not that of the order's wait, so it is ignored.",
            Catcher.Explorer,
            new Edit(
                Activities,
                "order.Saga.Deadline(),",
                "PLANTED ? order.Saga.Deadline() with { Token = Guid.Empty } : order.Saga.Deadline(),"
            )
        ),
        new(
            "deadline-left-at-the-end",
            "The deadline of the last step is not cancelled when the order is completed.",
            Catcher.Explorer,
            new Edit(
                Activities,
                """
                .Then(order => order.Saga.End())
                .CancelDeadline()
                .Publish(order => new OrderCompleted
                """,
                """
                .Then(order => order.Saga.End())
                .If(_ => !PLANTED, kept => kept.CancelDeadline())
                .Publish(order => new OrderCompleted
                """
            )
        ),
        new(
            "attempts-not-counted",
            "Attempts are not counted, so a participant that does not answer is asked without limit.",
            Catcher.Test(
                "Sagas",
                "When_a_participant_does_not_answer.Is_given_up_after_the_last_try_and_undone_with_the_rest"
            ),
            new Edit(
                Activities,
                "|| (deadline.Saga.Attempt < machine.Options.MaxAttempts",
                "|| ((PLANTED || deadline.Saga.Attempt < machine.Options.MaxAttempts)"
            )
        ),
        new(
            "attempts-not-reset",
            "A new step begins with the attempts of the step before it.",
            Catcher.Test("Sagas", "When_a_participant_does_not_answer.Is_asked_with_all_tries_again_at_the_next_step"),
            new Edit(State, "Attempt = 1;", "Attempt = PLANTED ? Math.Max(1, Attempt) : 1;")
        ),
        new(
            "dispatch-given-up",
            "A dispatch that is not confirmed is given up after the last attempt and undone.",
            Catcher.Explorer,
            new Edit(
                Machine,
                "When(StepDeadlineExpired).AtDeadline(late => late.AskAgain())",
                """
                When(StepDeadlineExpired)
                    .AtDeadline(late => PLANTED ? late.AskAgainOr(spent => spent.GiveUp()) : late.AskAgain())
                """
            )
        ),
        new(
            "refund-before-the-carrier-confirms",
            "The payment of a dispatch that is given up is refunded before the carrier has confirmed the cancellation.",
            Catcher.Explorer,
            new Edit(
                State,
                "(Outcome, Reason) = (OrderOutcome.Rejected, reason); UndoFirst(OrderStep.CancelShipment);",
                """
                (Outcome, Reason) = (OrderOutcome.Rejected, reason);
                if (!PLANTED)
                    UndoFirst(OrderStep.CancelShipment);
                """
            )
        ),
        new(
            "dispatch-after-giving-up-ignored",
            "A ShipmentDispatched that arrives after the dispatch was given up has no effect.",
            Catcher.Explorer,
            new Edit(
                Machine,
                "When(ShipmentDispatched).CompleteAfterAll(),",
                "PLANTED ? Ignore(ShipmentDispatched) : When(ShipmentDispatched).CompleteAfterAll(),"
            )
        ),
        new(
            "reason-of-a-completed-order",
            "An order that completes after its dispatch was given up keeps the reason of the rejection.",
            Catcher.Explorer,
            new Edit(State, "(Outcome, Reason) = (null, null);", "(Outcome, Reason) = (null, PLANTED ? Reason : null);")
        ),
        new(
            "review-without-end",
            "The deadline of a review has no effect.",
            Catcher.Explorer,
            new Edit(
                Machine,
                "When(StepDeadlineExpired).AtDeadline(late => late.GiveUpReview())",
                "When(StepDeadlineExpired).AtDeadline(late => PLANTED ? late : late.GiveUpReview())"
            )
        ),
        new(
            "review-rejected-without-undo",
            "A rejected review is handled as a refusal, so the authorised payment is not voided.",
            Catcher.Explorer,
            new Edit(
                Machine,
                "When(RejectPayment) .Compensate(",
                """
                When(RejectPayment)
                    .Then(review =>
                    {
                        if (PLANTED)
                            review.Saga.Clear(OrderStep.AuthorisePayment);
                    })
                    .Compensate(
                """
            )
        ),
        new(
            "approval-in-any-state",
            "An operator's approval is accepted when no review is open.",
            Catcher.Explorer,
            new Edit(
                Machine,
                "Ignore(ApprovePayment),",
                """
                PLANTED
                    ? When(ApprovePayment).GoOn(BookingShipment, OrderStep.BookShipment, _ => "Approved.")
                    : Ignore(ApprovePayment),
                """
            )
        ),
        new(
            "compensation-never-resumed",
            "An operator's resumption of a failed compensation has no effect.",
            Catcher.Test(
                "Sagas",
                "When_an_undo_is_not_confirmed.Is_asked_with_all_tries_again_when_an_operator_resumes"
            ),
            new Edit(
                Machine,
                "When(ResumeCompensation) .UndoNext(",
                """
                PLANTED
                    ? Ignore(ResumeCompensation)
                    : When(ResumeCompensation)
                    .UndoNext(
                """
            )
        ),
        new(
            "late-confirmation-faults",
            "A confirmation that arrives after the compensation has failed is an error.",
            Catcher.Explorer,
            new Edit(
                Machine,
                "[Compensating, CompensationFailed], When(PaymentRefunded)",
                """
                PLANTED ? [Compensating] : [Compensating, CompensationFailed],
                When(PaymentRefunded)
                """
            )
        ),
        new(
            "repeated-answer-faults",
            "A repeated ShipmentBooked is an error in the states after the booking.",
            Catcher.Explorer,
            new Edit(
                Machine,
                "During([CapturingPayment, Dispatching], Ignore(ShipmentBooked));",
                """
                if (!PLANTED)
                    During([CapturingPayment, Dispatching], Ignore(ShipmentBooked));
                """
            )
        ),
        new(
            "late-answer-obeyed",
            "A PaymentAuthorised that arrives while the order is being undone continues the order.",
            Catcher.Explorer,
            new Edit(
                Machine,
                "Ignore(StockShort), Ignore(PaymentAuthorised),",
                """
                Ignore(StockShort),
                PLANTED
                    ? When(PaymentAuthorised).Ask(OrderStep.BookShipment).MoveTo(BookingShipment, _ => "Authorised.")
                    : Ignore(PaymentAuthorised),
                """
            )
        ),
        new(
            "order-begun-twice",
            "A repeated SubmitOrder begins the order again.",
            Catcher.Explorer,
            new Edit(
                Machine,
                "order => order.Message.BeginAgain == true && order.Message.Epoch > order.Saga.Epoch",
                "order => PLANTED || (order.Message.BeginAgain == true && order.Message.Epoch > order.Saga.Epoch)"
            )
        ),
        new(
            "end-published-twice",
            "A repeated ShipmentDispatched publishes the end of the order again.",
            Catcher.Explorer,
            new Edit(
                Machine,
                "ends, Ignore(ShipmentDispatched),",
                "ends, PLANTED ? When(ShipmentDispatched).Complete() : Ignore(ShipmentDispatched),"
            )
        ),
        new(
            "total-not-stored",
            "The total that Inventory computed is not stored in the order.",
            Catcher.Explorer,
            new Edit(
                Machine,
                ".Then(stock => stock.Saga.Total = stock.Message.Total)",
                ".Then(stock => stock.Saga.Total = PLANTED ? null : stock.Message.Total)"
            )
        ),
        new(
            "history-with-gaps",
            "A note in the history takes two sequence numbers.",
            Catcher.Explorer,
            new Edit(MoveTo, "order.Sequence++;", "order.Sequence += PLANTED && to is null ? 2 : 1;")
        ),
        new(
            "transition-not-published",
            "A transition to Compensating is stored and not published.",
            Catcher.Explorer,
            new Edit(
                MoveTo,
                "await context.Publish( order.DescribeLatest(",
                """
                if (!PLANTED || entry.To != nameof(machine.Compensating) || entry.From == entry.To)
                    await context.Publish(
                    order.DescribeLatest(
                """
            )
        ),
        new(
            "begun-again-without-undos",
            "An order that begins again does not hold the undos of what the lost history may have done.",
            Catcher.ExplorerWithRestore,
            new Edit(
                State,
                "PendingUndo = string.Join(' ', OrderSteps.Undos); UndoFirst(OrderStep.CancelShipment);",
                """
                PendingUndo = PLANTED ? "" : string.Join(' ', OrderSteps.Undos);
                if (!PLANTED)
                    UndoFirst(OrderStep.CancelShipment);
                """
            )
        ),
        new(
            "answer-to-an-earlier-epoch",
            "An order that began again obeys an answer to a command of the lost history.",
            Catcher.ExplorerWithRestore,
            new Edit("Sagas/EpochFilter.cs", "< context.Saga.Epoch ?", "< context.Saga.Epoch && !PLANTED ?")
        ),
        new(
            "cancellation-before-the-order-begins-again",
            "A cancellation is ignored that comes while the restored saga has an end of its own.",
            Catcher.ExplorerWithRestore,
            new Edit(
                Machine,
                "During([Cancelled, Rejected], When(CancelOrder).KeepCancel());",
                """
                During(
                    [Cancelled, Rejected],
                    PLANTED ? Ignore(CancelOrder) : When(CancelOrder).KeepCancel()
                );
                """
            )
        ),
        new(
            "completed-without-asking-for-the-payment",
            "An order that began again is completed by the answer of the carrier alone.",
            Catcher.ExplorerWithRestore,
            new Edit(Activities, "order => order.Saga.Epoch > 1,", "order => order.Saga.Epoch > 1 && !PLANTED,")
        ),
    ];
}

using EventDriven.Operations.Domain;
using EventDriven.Operations.Orders;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

public sealed class What_is_said_of_an_order
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("ReservingStock", "ReserveStock", "Inventory")]
    [InlineData("AuthorisingPayment", "AuthorisePayment", "Payments")]
    [InlineData("BookingShipment", "BookShipment", "Shipping")]
    [InlineData("CapturingPayment", "CapturePayment", "Payments")]
    [InlineData("WrappingGift", "WrapGift", "Gifts")]
    public void In_progress_it_names_the_participant_the_attempt_and_the_next_one(
        string state,
        string step,
        string participant
    ) =>
        Text(Order(state, step, participant))
            .ShouldBe($"Waiting for {participant} for 12 s (attempt 1 of 5). Next attempt in 18 s.");

    [Fact]
    public void At_the_last_attempt_it_says_that_the_order_is_undone_next()
    {
        var order = Order("BookingShipment", "BookShipment", "Shipping");
        order.Attempt = 5;

        Text(order)
            .ShouldBe(
                "Waiting for Shipping for 12 s (attempt 5 of 5). Without an answer, the order is undone in 18 s."
            );
    }

    [Fact]
    public void Where_attempts_do_not_end_it_gives_no_limit()
    {
        var order = Order("Dispatching", "DispatchShipment", "Shipping");
        (order.Attempt, order.MaxAttempts) = (7, null);

        Text(order).ShouldBe("Waiting for Shipping for 12 s (attempt 7). Next attempt in 18 s.");
    }

    [Fact]
    public void In_review_it_waits_for_an_operators_decision() =>
        Text(Order("AwaitingReview", "ReviewPayment", "an operator"))
            .ShouldBe(
                "Waiting for 12 s for an operator to approve or reject the payment. "
                    + "Without a decision, the order is undone in 18 s."
            );

    [Fact]
    public void With_a_cancellation_requested_no_attempt_follows() =>
        OrderSentence
            .Of(Order("BookingShipment", "BookShipment", "Shipping"), Told.Workflow, Now, isCancelAsked: true)
            .Text.ShouldBe(
                "Waiting for Shipping for 12 s (attempt 1 of 5). A cancellation was requested. "
                    + "The order is undone after the answer, or in 18 s."
            );

    [Fact]
    public void Overdue_it_says_what_to_check()
    {
        var order = Order("BookingShipment", "BookShipment", "Shipping");
        order.WaitsUntil = Now.AddSeconds(-40);

        Text(order).ShouldEndWith(" The deadline passed 40 s ago. Check that the Orchestrator is running.");
    }

    [Theory]
    [InlineData(1, "Next attempt in 18 s.")]
    [InlineData(5, "Without an answer, the compensation fails in 18 s.")]
    public void Being_undone_it_says_why(int attempt, string next)
    {
        var order = Order("Compensating", "ReleaseStock", "Inventory");
        (order.Reason, order.Attempt) = ("The card was declined.", attempt);

        Text(order)
            .ShouldBe(
                "Being undone for 12 s. Reason: The card was declined. Waiting for Inventory to release the stock"
                    + $"{(attempt > 1 ? $" (attempt {attempt} of 5)" : "")}. {next}"
            );
    }

    [Fact]
    public void Where_an_undo_is_not_confirmed_it_calls_an_operator()
    {
        var order = Order("CompensationFailed", null, null);
        order.Undo = "RefundPayment ReleaseStock";

        Said(order)
            .ShouldBe(
                (
                    "Payments did not confirm the command to refund the payment (RefundPayment). "
                        + "The order has been stopped for 12 s. Fix the cause, then resume the compensation.",
                    "bad"
                )
            );
    }

    [Theory]
    [InlineData("ReserveStock", "Inventory to hold the stock")]
    [InlineData("ReviewPayment", "an operator to review the payment")]
    public void What_it_waits_for_is_in_the_words_of_the_description(string step, string said)
    {
        var participant = said[..said.IndexOf(" to ", StringComparison.Ordinal)];

        OrderSentence.WaitsFor(Order("ReservingStock", step, participant), Told.Workflow).ShouldBe(said);
    }

    [Fact]
    public void A_step_without_a_description_is_shown_by_its_name()
    {
        var order = Order("CheckingFraud", "CheckFraud", "Fraud");
        order.Attempt = 2;
        var failed = Order("CompensationFailed", null, null);
        failed.Undo = "RefundPayment ReleaseStock";

        // One that is not in the description, no description, and one of an older Orchestrator.
        OrderSentence.WaitsFor(order, Told.Workflow).ShouldBe("Fraud (CheckFraud) (attempt 2 of 5)");
        OrderSentence.WaitsFor(order, workflow: null).ShouldBe("Fraud (CheckFraud) (attempt 2 of 5)");
        OrderSentence
            .Of(failed, Told.Workflow with { Steps = null }, Now)
            .Text.ShouldStartWith("The command RefundPayment was not confirmed. The order has been stopped for");
    }

    [Theory]
    [InlineData("Completed", null, "Completed in 3.2 s.", "good")]
    [InlineData(
        "Rejected",
        "The card was declined.",
        "Rejected after 3.2 s. All completed steps were undone. Reason: The card was declined.",
        "bad"
    )]
    [InlineData(
        "Cancelled",
        "Too late",
        "Cancelled after 3.2 s. All completed steps were undone. Reason: Too late.",
        "warn"
    )]
    public void Ended_it_says_how_and_after_how_long(string state, string? reason, string said, string tone)
    {
        var order = Order(state, null, null);
        order.EndedAt = order.SubmittedAt.AddSeconds(3.2);
        order.Reason = reason;

        Said(order).ShouldBe((said, tone));
    }

    [Theory]
    [InlineData(0.04, "40 ms")]
    [InlineData(3.21, "3.2 s")]
    [InlineData(18.9, "18 s")]
    [InlineData(300, "5 min")]
    [InlineData(7800, "2 h 10 min")]
    [InlineData(273600, "3 d 4 h")]
    [InlineData(-5, "0 ms")]
    public void Lengths_of_time_are_as_precise_as_anybody_wants_to_know(double seconds, string said) =>
        Wording.Length(TimeSpan.FromSeconds(seconds)).ShouldBe(said);

    [Fact]
    public void Its_times_stand_apart_so_that_a_page_can_count_them_on() =>
        OrderSentence
            .Of(Order("BookingShipment", "BookShipment", "Shipping"), Told.Workflow, Now)
            .Parts.Where(part => part.Since is not null || part.Due is not null)
            .ShouldBe([
                new SentencePart("12 s", Since: Now.AddSeconds(-12)),
                new SentencePart("in 18 s", Due: Now.AddSeconds(18)),
            ]);

    private static string Text(TrackedOrder order) => OrderSentence.Of(order, Told.Workflow, Now).Text;

    private static (string Text, string Tone) Said(TrackedOrder order) =>
        (Text(order), OrderSentence.Of(order, Told.Workflow, Now).Tone);

    private static TrackedOrder Order(string state, string? step, string? participant) =>
        new()
        {
            OrderId = Guid.NewGuid(),
            SubmittedAt = Now.AddMinutes(-1),
            State = state,
            Sequence = 3,
            StateSince = Now.AddSeconds(-12),
            UpdatedAt = Now.AddSeconds(-12),
            StuckAt = Now.AddMinutes(6),
            Step = step,
            Participant = participant,
            Attempt = step is null ? null : 1,
            MaxAttempts = step is null ? null : 5,
            WaitsUntil = step is null ? null : Now.AddSeconds(18),
            Undo = "",
        };
}

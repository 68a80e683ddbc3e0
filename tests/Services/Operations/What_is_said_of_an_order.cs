using EventDriven.Operations.Domain;
using EventDriven.Operations.Orders;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

public sealed class What_is_said_of_an_order
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(
        "ReservingStock",
        "ReserveStock",
        "Inventory",
        "Waiting for Inventory to hold the stock since 12 s; it will be asked again, or given up, in 18 s."
    )]
    [InlineData(
        "AuthorisingPayment",
        "AuthorisePayment",
        "Payments",
        "Waiting for Payments to authorise the payment since 12 s; it will be asked again, or given up, in 18 s."
    )]
    [InlineData(
        "AwaitingReview",
        "ReviewPayment",
        "an operator",
        "Waiting for an operator to approve or reject the payment since 12 s; without a decision it is undone in 18 s."
    )]
    [InlineData(
        "BookingShipment",
        "BookShipment",
        "Shipping",
        "Waiting for Shipping to book the parcel since 12 s; it will be asked again, or given up, in 18 s."
    )]
    [InlineData(
        "CapturingPayment",
        "CapturePayment",
        "Payments",
        "Waiting for Payments to take the payment since 12 s; it will be asked again, or given up, in 18 s."
    )]
    [InlineData(
        "Dispatching",
        "DispatchShipment",
        "Shipping",
        "Waiting for Shipping to hand the parcel over since 12 s; it will be asked again in 18 s."
    )]
    public void On_its_way_it_says_who_is_waited_for_and_what_follows(
        string state,
        string step,
        string participant,
        string said
    ) => OrderSentence.Of(Order(state, step, participant), Now).Text.ShouldBe(said);

    [Fact]
    public void Asked_to_be_cancelled_it_says_that_nobody_asks_again() =>
        OrderSentence
            .Of(Order("BookingShipment", "BookShipment", "Shipping"), Now, isCancelAsked: true)
            .Text.ShouldBe(
                "Waiting for Shipping to book the parcel since 12 s. A cancellation was asked for: once this is answered, it is undone; without an answer in 18 s."
            );

    [Fact]
    public void Asked_again_it_says_how_often()
    {
        var order = Order("BookingShipment", "BookShipment", "Shipping");
        order.Attempt = 3;

        OrderSentence
            .Of(order, Now)
            .Text.ShouldStartWith("Waiting for Shipping to book the parcel (try 3) since 12 s;");
    }

    [Fact]
    public void Overdue_it_says_whose_fault_that_may_be()
    {
        var order = Order("BookingShipment", "BookShipment", "Shipping");
        order.WaitsUntil = Now.AddSeconds(-40);

        OrderSentence
            .Of(order, Now)
            .Text.ShouldEndWith(
                "This was due to change 40 s ago: the Orchestrator is away, or what it says comes late."
            );
    }

    [Fact]
    public void Being_undone_it_says_why()
    {
        var order = Order("Compensating", "ReleaseStock", "Inventory");
        order.Reason = "The card was declined.";

        OrderSentence
            .Of(order, Now)
            .Text.ShouldBe(
                "Being undone since 12 s: The card was declined. Waiting for Inventory to release the stock; it will be asked again, or given up, in 18 s."
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
                    "An operator must look: the command to refund the payment (RefundPayment) was not confirmed; nothing has gone on since 12 s. Mend what kept it from being done, then resume.",
                    "bad"
                )
            );
    }

    [Theory]
    [InlineData("Completed", null, "Completed in 3.2 s.", "good")]
    [InlineData(
        "Rejected",
        "The card was declined.",
        "Rejected after 3.2 s, with everything undone: The card was declined.",
        "bad"
    )]
    [InlineData("Cancelled", "Too late", "Cancelled after 3.2 s, with everything undone: Too late.", "warn")]
    public void Ended_it_says_how_and_after_how_long(string state, string? reason, string said, string tone)
    {
        var order = Order(state, null, null);
        order.EndedAt = order.SubmittedAt.AddSeconds(3.2);
        order.Reason = reason;

        Said(order).ShouldBe((said, tone));
    }

    [Fact]
    public void A_state_that_the_console_does_not_know_is_said_as_it_is_called() =>
        OrderSentence
            .Of(Order("WrappingGift", "WrapGift", "Gifts"), Now)
            .Text.ShouldStartWith("Waiting for Gifts to answer WrapGift since 12 s");

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
            .Of(Order("BookingShipment", "BookShipment", "Shipping"), Now)
            .Parts.Where(part => part.Since is not null || part.Due is not null)
            .ShouldBe([
                new SentencePart("12 s", Since: Now.AddSeconds(-12)),
                new SentencePart("in 18 s", Due: Now.AddSeconds(18)),
            ]);

    private static (string Text, string Tone) Said(TrackedOrder order) =>
        (OrderSentence.Of(order, Now).Text, OrderSentence.Of(order, Now).Tone);

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
            WaitsUntil = step is null ? null : Now.AddSeconds(18),
            Undo = "",
        };
}

using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Contracts.Shipping;
using EventDriven.Sagas.Tests.Support;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

/// <summary>Each entry says why it was made.</summary>
public sealed class When_an_operator_reads_the_history : Story
{
    protected override Task Situation() => Task.CompletedTask;

    [Fact]
    public async Task Each_success_is_named()
    {
        await GoTo(OrderStates.Completed);

        CauseOf<SubmitOrder>().ShouldBe("The order was submitted.");
        CauseOf<StockReserved>().ShouldBe("Stock is held, at 59.80 EUR for all lines.");
        CauseOf<PaymentAuthorised>().ShouldBe("The payment is authorised.");
        CauseOf<ShipmentBooked>().ShouldBe("The parcel is booked as TRK-1.");
        CauseOf<PaymentCaptured>().ShouldBe("The payment is captured.");
        CauseOf<ShipmentDispatched>().ShouldBe("The parcel TRK-1 is with the carrier.");
    }

    [Fact]
    public async Task A_refusal_names_the_participant_and_its_reason()
    {
        await GoTo(OrderStates.BookingShipment);
        await Hears<ShipmentRefused>();

        CauseOf<ShipmentRefused>().ShouldBe("Shipping refused BookShipment: The carrier does not deliver there.");
    }

    [Fact]
    public async Task Each_undo_is_named_and_why_it_was_necessary()
    {
        await GoTo(OrderStates.CapturingPayment);
        await Hears<CancelOrder>();
        await Hears<PaymentCaptured>();
        await UndoAll();

        CauseOf<PaymentCaptured>().ShouldBe("Undone, as a cancellation was asked for: The payment is captured.");
        CauseOf<PaymentRefunded>().ShouldBe("The payment is refunded.");
        CauseOf<ShipmentCancelled>().ShouldBe("The shipment is cancelled.");
        CauseOf<PaymentVoided>().ShouldBe("The payment is voided.");
        CauseOf<StockReleased>().ShouldBe("The stock is released.");
    }

    [Fact]
    public async Task A_step_that_was_given_up_says_how_often_its_command_was_sent()
    {
        await GoTo(OrderStates.AuthorisingPayment);
        await DeadlinesPass(Options.MaxAttempts);

        CauseOf<StepDeadlineExpired>().ShouldBe("Payments did not answer AuthorisePayment, sent 3 times.");
    }

    [Fact]
    public async Task A_review_says_why_it_is_necessary_and_that_it_was_rejected()
    {
        await GoTo(OrderStates.AwaitingReview);
        CauseOf<PaymentReviewRequired>().ShouldBe("The payment awaits a review: The address is unusual.");

        await Hears<RejectPayment>();

        CauseOf<RejectPayment>().ShouldBe("An operator rejected the payment: The card is reported stolen.");
    }

    [Fact]
    public async Task A_review_that_nobody_made_is_named()
    {
        await GoTo(OrderStates.AwaitingReview);
        await DeadlinePasses();

        CauseOf<StepDeadlineExpired>().ShouldBe("No operator reviewed the payment in time.");
    }

    [Fact]
    public async Task A_cancellation_has_the_customers_reason()
    {
        await GoTo(OrderStates.AwaitingReview);
        await Hears<CancelOrder>();

        CauseOf<CancelOrder>().ShouldBe("A cancellation was asked for: Found it cheaper.");
    }

    [Fact]
    public async Task A_cancellation_that_is_refused_says_so()
    {
        await GoTo(OrderStates.Completed);
        await Hears<CancelOrder>();

        CauseOf<CancelOrder>()
            .ShouldBe(
                "The order is completed: it can no longer be cancelled. A cancellation was asked for: Found it cheaper."
            );
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public async Task An_operator_need_not_give_a_reason(string? reason)
    {
        await GoTo(OrderStates.AwaitingReview);
        await Hears(new ApprovePayment { OrderId = OrderId, Reason = reason! });
        CauseOf<ApprovePayment>().ShouldBe("An operator approved the payment.");

        await Hears(new AskAgain { OrderId = OrderId, Reason = reason! });

        CauseOf<AskAgain>().ShouldBe($"An operator had {Order.Participant} asked for {Order.Step} again.");
    }
}

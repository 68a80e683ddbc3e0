using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Contracts.Shipping;
using EventDriven.Sagas.Tests.Support;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

public sealed class When_the_customer_cancels : Story
{
    private const string WhyCancelled = "Found it cheaper.";

    protected override Task Situation() => Task.CompletedTask;

    [Fact]
    public async Task Lets_the_step_in_flight_finish_before_anything_is_undone()
    {
        await IsAuthorising();
        await Hears<CancelOrder>();

        State.ShouldBe("AuthorisingPayment");
        Commands.ShouldBe(["ReserveStock", "AuthorisePayment"]);
        History[^1]
            .Cause.ShouldBe(
                "A cancellation was asked for, which waits for AuthorisePayment to finish: Found it cheaper."
            );
    }

    [Fact]
    public async Task While_stock_is_reserved_it_is_released_and_nothing_else_is_asked()
    {
        await IsReserving();
        await Hears<CancelOrder>();
        await Hears<StockReserved>();
        await Hears<StockReleased>();

        IsCancelledAfter("ReserveStock", "ReleaseStock");
    }

    [Fact]
    public async Task While_stock_turns_out_short_there_is_nothing_to_undo()
    {
        await IsReserving();
        await Hears<CancelOrder>();
        await Hears<StockShort>();

        IsCancelledAfter("ReserveStock");
    }

    [Fact]
    public async Task While_the_payment_is_authorised_it_is_voided_and_the_stock_released()
    {
        await IsAuthorising();
        await Hears<CancelOrder>();
        await Hears<PaymentAuthorised>();
        await Hears<PaymentVoided>();
        await Hears<StockReleased>();

        IsCancelledAfter("ReserveStock", "AuthorisePayment", "VoidPayment", "ReleaseStock");
    }

    [Fact]
    public async Task While_the_payment_turns_out_to_need_a_review_nobody_is_asked_to_review_it()
    {
        await IsAuthorising();
        await Hears<CancelOrder>();
        await Hears<PaymentReviewRequired>();

        State.ShouldBe("Compensating");
        Commands.Last().ShouldBe("VoidPayment");
    }

    [Fact]
    public async Task While_the_payment_is_declined_it_ends_in_Cancelled_all_the_same()
    {
        await IsAuthorising();
        await Hears<CancelOrder>();
        await Hears<PaymentDeclined>();
        await Hears<StockReleased>();

        IsCancelledAfter("ReserveStock", "AuthorisePayment", "ReleaseStock");
    }

    [Fact]
    public async Task While_the_payment_awaits_review_it_is_undone_at_once()
    {
        await IsAwaitingReview();
        await Hears<CancelOrder>();
        State.ShouldBe("Compensating");
        await Hears<PaymentVoided>();
        await Hears<StockReleased>();

        IsCancelledAfter("ReserveStock", "AuthorisePayment", "VoidPayment", "ReleaseStock");
    }

    [Fact]
    public async Task While_the_shipment_is_booked_it_is_cancelled_and_the_rest_undone()
    {
        await IsBooking();
        await Hears<CancelOrder>();
        await Hears<ShipmentBooked>();
        await Hears<ShipmentCancelled>();
        await Hears<PaymentVoided>();
        await Hears<StockReleased>();

        IsCancelledAfter(
            "ReserveStock",
            "AuthorisePayment",
            "BookShipment",
            "CancelShipment",
            "VoidPayment",
            "ReleaseStock"
        );
    }

    [Fact]
    public async Task While_the_payment_is_captured_it_is_refunded_and_the_rest_undone()
    {
        await IsCapturing();
        await Hears<CancelOrder>();
        await Hears<PaymentCaptured>();
        await Hears<PaymentRefunded>();
        await Hears<ShipmentCancelled>();
        await Hears<PaymentVoided>();
        await Hears<StockReleased>();

        IsCancelledAfter(
            "ReserveStock",
            "AuthorisePayment",
            "BookShipment",
            "CapturePayment",
            "RefundPayment",
            "CancelShipment",
            "VoidPayment",
            "ReleaseStock"
        );
    }

    [Fact]
    public async Task Is_not_asked_again_for_what_the_customer_no_longer_wants()
    {
        await IsAuthorising();
        await Hears<CancelOrder>();
        await DeadlinePasses();
        await Hears<PaymentVoided>();
        await Hears<StockReleased>();

        IsCancelledAfter("ReserveStock", "AuthorisePayment", "VoidPayment", "ReleaseStock");
    }

    [Fact]
    public async Task Asks_again_for_an_undo_as_often_as_for_any()
    {
        await IsAwaitingReview();
        await Hears<CancelOrder>();
        await DeadlinesPass(2);

        Commands.Count(name => name == "VoidPayment").ShouldBe(3);
        State.ShouldBe("Compensating");
    }

    [Fact]
    public async Task Takes_a_second_cancel_for_a_duplicate()
    {
        await IsAuthorising();
        await Hears<CancelOrder>();
        await Hears(new CancelOrder { OrderId = OrderId, Reason = "Now another reason." });

        History.Count(entry => entry.Event == "CancelOrder").ShouldBe(1);
        Order.CancelReason.ShouldBe("Found it cheaper.");
    }

    [Fact]
    public async Task Is_refused_past_the_pivot_and_the_order_goes_on()
    {
        await IsDispatching();
        await Hears<CancelOrder>();

        var refused = Outgoing<OrderCancellationRefused>().ShouldHaveSingleItem();
        (refused.Reason, refused.At).ShouldBe(
            ("The order is paid and on its way: it can no longer be cancelled.", Now)
        );
        await Hears<ShipmentDispatched>();
        State.ShouldBe("Completed");
        Order.Reason.ShouldBeNull();
    }

    [Fact]
    public async Task Does_not_keep_the_dispatch_from_being_asked_again()
    {
        await IsDispatching();
        await Hears<CancelOrder>();
        await DeadlinesPass(4);

        State.ShouldBe("Dispatching");
        Commands.Count(name => name == "DispatchShipment").ShouldBe(5);
    }

    [Fact]
    public async Task Is_refused_when_the_order_is_completed()
    {
        await IsCompleted();
        await Hears<CancelOrder>();

        State.ShouldBe("Completed");
        Outgoing<OrderCancellationRefused>()
            .ShouldHaveSingleItem()
            .Reason.ShouldBe("The order is completed: it can no longer be cancelled.");
        Ends.ShouldBe(["OrderCompleted"]);
    }

    [Fact]
    public async Task Leaves_an_order_that_is_being_rejected_to_end_in_Rejected()
    {
        await IsAuthorising();
        await Hears<PaymentDeclined>();
        await Hears<CancelOrder>();
        await Hears<StockReleased>();

        State.ShouldBe("Rejected");
        History.ShouldContain(entry => entry.Cause.Contains("is being undone already and will end in Rejected"));
        Ends.ShouldBe(["OrderRejected"]);
    }

    [Fact]
    public async Task Faults_when_it_overtakes_its_order_so_that_the_endpoint_tries_again()
    {
        (await Faults<CancelOrder>()).ShouldNotBeNull();

        await IsReserving();
        await Hears<CancelOrder>();
        Order.CancelRequested.ShouldBeTrue();
    }

    private void IsCancelledAfter(params string[] commands)
    {
        Commands.ShouldBe(commands);
        State.ShouldBe("Cancelled");
        Ends.ShouldBe(["OrderCancelled"]);
        Outgoing<OrderCancelled>()[0].Reason.ShouldBe(WhyCancelled);
        Order.Reason.ShouldBe(WhyCancelled);
        PendingDeadlines.ShouldBeEmpty();
        History.Select(entry => entry.Sequence).ShouldBe(Enumerable.Range(1, History.Count));
    }
}

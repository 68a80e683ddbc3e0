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
        await GoTo(OrderStates.AuthorisingPayment);
        await Hears<CancelOrder>();

        State.ShouldBe("AuthorisingPayment");
        Commands.ShouldBe(Scenario.CommandsTo(OrderStates.AuthorisingPayment));
        History[^1]
            .Cause.ShouldBe(
                "A cancellation was asked for, which waits for AuthorisePayment to finish: Found it cheaper."
            );
    }

    public static TheoryData<string> States => [.. Scenario.UntilThePivot.Select(stage => stage.State)];

    [Theory]
    [MemberData(nameof(States))]
    public async Task While_a_step_is_in_flight_it_is_finished_and_undone_with_the_rest(string state)
    {
        await GoTo(state);
        await Hears<CancelOrder>();
        await Hears(Samples.Of(Scenario.In(state).Answer, OrderId));
        await UndoAll();

        IsCancelledAfter(state, Scenario.UndosFrom(state));
    }

    [Fact]
    public async Task While_stock_turns_out_short_there_is_nothing_to_undo()
    {
        await GoTo(OrderStates.ReservingStock);
        await Hears<CancelOrder>();
        await Hears<StockShort>();

        IsCancelledAfter(OrderStates.ReservingStock, []);
    }

    [Fact]
    public async Task While_the_payment_turns_out_to_need_a_review_nobody_is_asked_to_review_it()
    {
        await GoTo(OrderStates.AuthorisingPayment);
        await Hears<CancelOrder>();
        await Hears<PaymentReviewRequired>();

        State.ShouldBe("Compensating");
        Commands.Last().ShouldBe("VoidPayment");
    }

    [Fact]
    public async Task While_the_payment_is_declined_it_ends_in_Cancelled_all_the_same()
    {
        await GoTo(OrderStates.AuthorisingPayment);
        await Hears<CancelOrder>();
        await Hears<PaymentDeclined>();
        await UndoAll();

        IsCancelledAfter(OrderStates.AuthorisingPayment, Scenario.UndosBefore(OrderStates.AuthorisingPayment));
    }

    [Fact]
    public async Task While_the_payment_awaits_review_it_is_undone_at_once()
    {
        await GoTo(OrderStates.AwaitingReview);
        await Hears<CancelOrder>();
        State.ShouldBe("Compensating");
        await UndoAll();

        IsCancelledAfter(OrderStates.AuthorisingPayment, Scenario.UndosFrom(OrderStates.AuthorisingPayment));
    }

    [Fact]
    public async Task Is_not_asked_again_for_what_the_customer_no_longer_wants()
    {
        await GoTo(OrderStates.AuthorisingPayment);
        await Hears<CancelOrder>();
        await DeadlinePasses();
        await UndoAll();

        IsCancelledAfter(OrderStates.AuthorisingPayment, Scenario.UndosFrom(OrderStates.AuthorisingPayment));
    }

    [Fact]
    public async Task Asks_again_for_an_undo_as_often_as_for_any()
    {
        await GoTo(OrderStates.AwaitingReview);
        await Hears<CancelOrder>();
        await DeadlinesPass(2);

        Commands.Count(name => name == "VoidPayment").ShouldBe(3);
        State.ShouldBe("Compensating");
    }

    [Fact]
    public async Task Takes_a_second_cancel_for_a_duplicate()
    {
        await GoTo(OrderStates.AuthorisingPayment);
        await Hears<CancelOrder>();
        await Hears(new CancelOrder { OrderId = OrderId, Reason = "Now another reason." });

        History.Count(entry => entry.Event == "CancelOrder").ShouldBe(1);
        Order.CancelReason.ShouldBe("Found it cheaper.");
    }

    [Fact]
    public async Task Is_refused_past_the_pivot_and_the_order_goes_on()
    {
        await GoTo(OrderStates.Dispatching);
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
        await GoTo(OrderStates.Dispatching);
        await Hears<CancelOrder>();
        await DeadlinesPass(4);

        State.ShouldBe("Dispatching");
        Commands.Count(name => name == "DispatchShipment").ShouldBe(5);
    }

    [Fact]
    public async Task Is_refused_when_the_order_is_completed()
    {
        await GoTo(OrderStates.Completed);
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
        await GoTo(OrderStates.AuthorisingPayment);
        await Hears<PaymentDeclined>();
        var reason = Order.Reason;
        await Hears<CancelOrder>();
        await UndoAll();

        State.ShouldBe("Rejected");
        Order.Reason.ShouldBe(reason, "the first reason stands");
        History.ShouldContain(entry => entry.Cause.Contains("is being undone already and will end in Rejected"));
        Ends.ShouldBe(["OrderRejected"]);
    }

    private void IsCancelledAfter(string state, IReadOnlyList<Stage> undone)
    {
        Commands.ShouldBe([.. Scenario.CommandsTo(state), .. undone.Commands()]);
        State.ShouldBe("Cancelled");
        Ends.ShouldBe(["OrderCancelled"]);
        Outgoing<OrderCancelled>()[0].Reason.ShouldBe(WhyCancelled);
        Order.Reason.ShouldBe(WhyCancelled);
        PendingDeadlines.ShouldBeEmpty();
        History.Select(entry => entry.Sequence).ShouldBe(Enumerable.Range(1, History.Count));
    }
}

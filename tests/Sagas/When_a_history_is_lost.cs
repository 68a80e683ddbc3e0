using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Contracts.Shipping;
using EventDriven.Sagas.Tests.Support;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

/// <summary>The saga's database was restored to an earlier time, and the entry API sends the order again.</summary>
public sealed class When_a_history_is_lost : Story
{
    private static readonly string[] AllUndos = ["CancelShipment", "RefundPayment", "VoidPayment", "ReleaseStock"];

    public static TheoryData<string> States => [.. Every_event_in_every_state.StateNames];

    protected override Task Situation() => Task.CompletedTask;

    [Fact]
    public async Task An_unknown_order_begins_with_a_higher_epoch()
    {
        await Hears(Again(beginAgain: false));

        (State, Order.Epoch, Order.Sequence).ShouldBe((OrderStates.ReservingStock, 2, 1));
        Order.Undo.ShouldBe(AllUndos, "each step may have been performed");
        Outgoing<OrderStatusChanged>().ShouldHaveSingleItem().Epoch.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(States))]
    public async Task An_order_begins_again_in_any_state(string state)
    {
        Put(Orders.In(state, orderId: OrderId));

        await Hears(Again(beginAgain: true));

        (State, Order.Epoch, Order.Sequence).ShouldBe((OrderStates.ReservingStock, 2, 1));
        Order.Undo.ShouldBe(AllUndos);
        (Order.Outcome, Order.Reason).ShouldBe((null, null));
        Commands.ShouldBe(["ReserveStock"]);
        PendingDeadlines.ShouldHaveSingleItem().Step.ShouldBe("ReserveStock");
    }

    [Theory]
    [MemberData(nameof(States))]
    public async Task An_order_that_is_merely_late_goes_on(string state)
    {
        Put(Orders.In(state, orderId: OrderId));

        await Hears(Again(beginAgain: false));
        await Hears(Again(beginAgain: true) with { Epoch = 1 });

        (State, Order.Epoch, Order.Sequence).ShouldBe((state, 1, 7));
        Commands.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_second_copy_changes_nothing()
    {
        await Hears(Again(beginAgain: true));
        await Hears<StockReserved>();
        await Hears(Again(beginAgain: true));

        (State, Order.Sequence).ShouldBe((OrderStates.AuthorisingPayment, 2));
    }

    [Fact]
    public async Task The_recorded_answers_lead_to_the_same_end()
    {
        await GoTo(OrderStates.CapturingPayment);
        await Hears(Again(beginAgain: true));
        foreach (var answer in Scenario.MessagesTo(OrderStates.Completed).Skip(1))
            await Hears(Samples.Of(answer, OrderId));

        State.ShouldBe(OrderStates.Completed);
        Ends.ShouldBe(["OrderCompleted"]);
        History
            .Where(entry => entry.Epoch == 2)
            .Select(entry => entry.Sequence)
            .ShouldBe(Enumerable.Range(1, Scenario.MessagesTo(OrderStates.Completed).Count));
    }

    [Fact]
    public async Task An_undo_covers_steps_that_only_the_lost_history_knew()
    {
        await GoTo(OrderStates.ReservingStock);
        await Hears(Again(beginAgain: true));
        // The lost history had cancelled the order as far as this.
        await Hears<StockReserved>();
        await Hears<PaymentDeclined>();
        await UndoAll();

        State.ShouldBe(OrderStates.Rejected);
        Commands.Skip(3).ShouldBe(["CancelShipment", "RefundPayment", "ReleaseStock"], "in place of the refused step");
    }

    [Fact]
    public async Task A_parcel_that_left_in_the_lost_history_completes_a_cancelled_order()
    {
        await Hears(Again(beginAgain: false));
        await Hears<CancelOrder>();
        await Hears<StockReserved>();
        Order.Step.ShouldBe(OrderStep.CancelShipment, "nothing is given back before the carrier has answered");

        await Hears<ShipmentDispatched>();
        (State, Order.Step).ShouldBe((OrderStates.CapturingPayment, OrderStep.CapturePayment));
        Ends.ShouldBeEmpty("the payment may have been given back");
        await Hears<PaymentCaptured>();
        await Hears<ShipmentDispatched>();

        Ends.ShouldBe(["OrderCompleted"]);
        Outgoing<OrderCancellationRefused>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_parcel_that_left_although_its_payment_was_given_back_is_named()
    {
        await Hears(Again(beginAgain: false));
        await Hears<CancelOrder>();
        await Hears<StockReserved>();
        await Hears<ShipmentDispatched>();
        await Hears<CaptureFailed>();

        (await Faults<ShipmentDispatched>())
            .ShouldNotBeNull()
            .GetBaseException()
            .Message.ShouldContain("Compare the order with the carrier's records");
        Ends.ShouldBeEmpty();
        await DeadlinesPass(Options.MaxAttempts);
        State.ShouldBe(OrderStates.CompensationFailed, "an operator is needed");
    }

    [Fact]
    public async Task A_parcel_that_left_although_its_stock_was_released_is_named()
    {
        await Hears(Again(beginAgain: false));
        await Hears<StockShort>();

        (await Faults<ShipmentDispatched>()).ShouldNotBeNull();

        (State, Order.Step).ShouldBe((OrderStates.Compensating, OrderStep.CancelShipment));
        Ends.ShouldBeEmpty("there is no price");
    }

    [Fact]
    public async Task An_answer_to_an_earlier_epoch_is_ignored()
    {
        await Hears(Again(beginAgain: false));

        await Hears(Samples.Of<StockReserved>(OrderId), epoch: 1);
        await Hears(Samples.Of<PaymentRefunded>(OrderId), epoch: 1);
        (State, Order.Sequence).ShouldBe((OrderStates.ReservingStock, 1), "the stock may be released since");

        await Hears(Samples.Of<StockReserved>(OrderId), epoch: 2);
        State.ShouldBe(OrderStates.AuthorisingPayment);
    }

    [Fact]
    public async Task Inventory_is_asked_until_the_price_is_known_again()
    {
        await Hears(Again(beginAgain: false));
        await Hears<CancelOrder>();

        await DeadlinesPass(Options.MaxAttempts + 1);

        State.ShouldBe(OrderStates.ReservingStock, "a parcel that left cannot be completed without its price");
        Commands.Count(name => name == "ReserveStock").ShouldBe(Options.MaxAttempts + 2);
    }

    [Fact]
    public async Task A_deadline_of_an_order_that_is_lost_leaves_nothing()
    {
        await Hears(
            new StepDeadlineExpired
            {
                OrderId = OrderId,
                Step = nameof(OrderStep.BookShipment),
                Attempt = 1,
            }
        );

        Exists.ShouldBeFalse();
    }

    [Fact]
    public async Task A_cancellation_that_overtakes_its_order_is_kept()
    {
        await Hears<CancelOrder>();
        Outgoing<OrderStatusChanged>().ShouldBeEmpty("the order has not begun");
        await Hears<SubmitOrder>();
        await Hears<StockReserved>();
        await UndoAll();

        State.ShouldBe(OrderStates.Cancelled);
        Commands.ShouldBe(["ReserveStock", "ReleaseStock"]);
        Outgoing<OrderCancelled>().ShouldHaveSingleItem().Email.ShouldBe("ada@example.com");
    }

    [Theory]
    [InlineData(OrderStates.Rejected)]
    [InlineData(OrderStates.Cancelled)]
    public async Task A_cancellation_that_comes_before_the_order_begins_again_counts(string end)
    {
        // The restored saga had come to an end of its own.
        Put(Orders.In(end, orderId: OrderId));
        await Hears<CancelOrder>();
        Outgoing<OrderStatusChanged>().ShouldBeEmpty("an end is final");

        await Hears(Again(beginAgain: true));
        await Hears<StockShort>();
        await UndoAll();

        State.ShouldBe(OrderStates.Cancelled);
    }

    [Fact]
    public async Task A_cancellation_is_kept_when_its_order_begins_again()
    {
        await GoTo(OrderStates.AuthorisingPayment);
        await Hears<CancelOrder>();
        await Hears(Again(beginAgain: true));
        await Hears<StockReserved>();
        await UndoAll();

        State.ShouldBe(OrderStates.Cancelled);
    }

    private SubmitOrder Again(bool beginAgain) =>
        Samples.Of<SubmitOrder>(OrderId) with
        {
            Epoch = 2,
            BeginAgain = beginAgain,
        };
}

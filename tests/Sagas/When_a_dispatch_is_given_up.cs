using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Contracts.Shipping;
using EventDriven.Sagas.Tests.Support;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

public sealed class When_a_dispatch_is_given_up : Story
{
    protected override Task Situation() => GoTo(OrderStates.Dispatching);

    [Fact]
    public async Task Asks_the_carrier_first_and_gives_nothing_back_before_its_confirmation()
    {
        await Hears<GiveUpDispatch>();
        await DeadlinesPass(2);

        State.ShouldBe("Compensating");
        Undos.ShouldBe(["CancelShipment", "CancelShipment", "CancelShipment"]);
        History[^3].Cause.ShouldBe("An operator gave the dispatch up: The booking has lapsed.");
    }

    [Fact]
    public async Task Refunds_and_undoes_the_rest_once_the_carrier_has_confirmed()
    {
        await Hears<GiveUpDispatch>();
        await UndoAll();

        Undos.ShouldBe([
            "CancelShipment",
            .. Scenario.UndosFrom(OrderStates.Dispatching).Commands().Where(undo => undo != "CancelShipment"),
        ]);
        IsRejectedBecause("The booking has lapsed.");
        Order.PendingUndo.ShouldBeEmpty();
    }

    [Fact]
    public async Task Is_given_up_too_when_the_carrier_refuses_it_for_good()
    {
        await Hears<DispatchRefused>();

        Undos.ShouldBe(["CancelShipment"]);
        History[^1].Cause.ShouldBe("Shipping refused DispatchShipment: The carrier is on strike.");
        await UndoAll();
        IsRejectedBecause("The carrier is on strike.");
    }

    [Fact]
    public async Task Happens_once_whoever_gives_up_first()
    {
        await Hears<DispatchRefused>();
        await Hears<GiveUpDispatch>();
        await Hears<DispatchRefused>();

        Undos.ShouldBe(["CancelShipment"]);
        Order.Reason.ShouldBe("The carrier is on strike.");
    }

    [Fact]
    public async Task Completes_when_the_parcel_has_left_already()
    {
        await Hears<GiveUpDispatch>();
        await Hears<ShipmentDispatched>();

        IsCompleted();
        Undos.ShouldBe(["CancelShipment"]);
    }

    [Fact]
    public async Task Completes_once_although_both_commands_are_answered_with_the_dispatch()
    {
        await Hears<GiveUpDispatch>();
        await Hears<ShipmentDispatched>();
        await Hears<ShipmentDispatched>();

        IsCompleted();
    }

    [Fact]
    public async Task Completes_even_if_the_cancellation_had_no_answer_for_long()
    {
        await Hears<GiveUpDispatch>();
        await DeadlinesPass(3);
        State.ShouldBe("CompensationFailed");

        await Hears<ShipmentDispatched>();

        IsCompleted();
    }

    [Fact]
    public async Task Goes_on_with_the_cancellation_when_an_operator_resumes_it()
    {
        await Hears<GiveUpDispatch>();
        await DeadlinesPass(3);
        await Hears<ResumeCompensation>();

        Commands.Last().ShouldBe("CancelShipment");
        await UndoAll();
        IsRejectedBecause("The booking has lapsed.");
    }

    [Fact]
    public async Task Faults_when_a_parcel_leaves_whose_cancellation_was_confirmed()
    {
        await Hears<GiveUpDispatch>();
        await Hears<ShipmentCancelled>();

        (await Faults<ShipmentDispatched>()).ShouldNotBeNull().ToString().ShouldContain("is with the carrier");

        State.ShouldBe("Compensating");
        Order.Step.ShouldBe(OrderStep.RefundPayment);
    }

    [Fact]
    public async Task Ends_in_Rejected_although_a_cancellation_was_refused_before()
    {
        await Hears<CancelOrder>();
        await Hears<GiveUpDispatch>();
        await UndoAll();

        IsRejectedBecause("The booking has lapsed.");
    }

    [Fact]
    public async Task Refuses_a_cancellation_until_the_carrier_has_confirmed()
    {
        await Hears<GiveUpDispatch>();
        await Hears<CancelOrder>();

        Outgoing<OrderCancellationRefused>()
            .ShouldHaveSingleItem()
            .Reason.ShouldBe("The order is paid and may be on its way: it can no longer be cancelled.");
        await Hears<ShipmentDispatched>();
        IsCompleted();
    }

    [Fact]
    public async Task Notes_a_cancellation_after_the_carrier_has_confirmed()
    {
        await Hears<GiveUpDispatch>();
        await Hears<ShipmentCancelled>();
        await Hears<CancelOrder>();
        await UndoAll();

        Outgoing<OrderCancellationRefused>().ShouldBeEmpty();
        IsRejectedBecause("The booking has lapsed.");
    }

    private IEnumerable<string> Undos => Commands.SkipWhile(name => name != nameof(CancelShipment));

    private void IsCompleted()
    {
        State.ShouldBe("Completed");
        Ends.ShouldBe(["OrderCompleted"]);
        (Order.Reason, Order.Outcome).ShouldBe((null, null));
        Outgoing<OrderStatusChanged>()[^1].Reason.ShouldBeNull();
        PendingDeadlines.ShouldBeEmpty();
    }

    private void IsRejectedBecause(string reason)
    {
        State.ShouldBe("Rejected");
        Ends.ShouldBe(["OrderRejected"]);
        Outgoing<OrderRejected>()[0].Reason.ShouldBe(reason);
        PendingDeadlines.ShouldBeEmpty();
    }
}

using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Contracts.Shipping;
using EventDriven.Sagas.Tests.Support;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

public sealed class When_messages_come_twice_late_or_out_of_order : Story
{
    protected override Task Situation() => Task.CompletedTask;

    [Fact]
    public async Task Every_message_twice_makes_one_order_with_one_of_each_effect()
    {
        foreach (var message in Scenario.MessagesTo(OrderStates.Completed))
        {
            await Hears(Samples.Of(message, OrderId));
            await Hears(Samples.Of(message, OrderId));
        }

        State.ShouldBe("Completed");
        Commands.ShouldBe(Scenario.CommandsTo(OrderStates.Completed));
        Ends.ShouldBe(["OrderCompleted"]);
        History.Count.ShouldBe(Scenario.MessagesTo(OrderStates.Completed).Count);
    }

    [Fact]
    public async Task Every_confirmation_twice_undoes_each_step_once()
    {
        await GoTo(OrderStates.CapturingPayment);
        var undos = Scenario.UndosBefore(OrderStates.CapturingPayment);
        foreach (var message in undos.Select(stage => stage.Undone!).Prepend(typeof(CaptureFailed)))
        {
            await Hears(Samples.Of(message, OrderId));
            await Hears(Samples.Of(message, OrderId));
        }

        Commands.ShouldBe([.. Scenario.CommandsTo(OrderStates.CapturingPayment), .. undos.Commands()]);
        Ends.ShouldBe(["OrderRejected"]);
    }

    [Fact]
    public async Task A_second_submission_changes_nothing_of_the_first()
    {
        await GoTo(OrderStates.AuthorisingPayment);
        var entries = History.Count;

        await Hears(Samples.Of<SubmitOrder>(OrderId) with { PaymentToken = "tok_other", Email = "eve@example.com" });

        (Order.PaymentToken, Order.Email).ShouldBe(("tok_accepted", "ada@example.com"));
        History.Count.ShouldBe(entries);
    }

    [Fact]
    public async Task An_authorisation_that_comes_after_it_was_given_up_changes_nothing_because_the_void_covers_it()
    {
        await GoTo(OrderStates.AuthorisingPayment);
        await DeadlinesPass(3);
        await Hears<PaymentAuthorised>();

        State.ShouldBe("Compensating");
        Commands.Last().ShouldBe("VoidPayment");
        Commands.ShouldNotContain("BookShipment");
    }

    [Fact]
    public async Task A_capture_that_comes_after_it_was_given_up_is_still_refunded()
    {
        await GoTo(OrderStates.CapturingPayment);
        await DeadlinesPass(3);
        await Hears<PaymentCaptured>();
        Commands.Last().ShouldBe("RefundPayment");

        await UndoAll();

        Commands.Count(name => name == "RefundPayment").ShouldBe(1);
        State.ShouldBe("Rejected");
    }

    [Fact]
    public async Task A_refusal_that_comes_after_it_was_given_up_is_undone_all_the_same()
    {
        await GoTo(OrderStates.BookingShipment);
        await DeadlinesPass(3);
        await Hears<ShipmentRefused>();

        Commands.Last().ShouldBe("CancelShipment");
        Order.Reason.ShouldBe("Shipping did not answer in time.");
    }

    [Fact]
    public async Task A_deadline_of_an_earlier_step_is_ignored()
    {
        await GoTo(OrderStates.AuthorisingPayment);
        var entries = History.Count;

        await Hears(
            new StepDeadlineExpired
            {
                OrderId = OrderId,
                Step = "ReserveStock",
                Attempt = 1,
            }
        );

        State.ShouldBe("AuthorisingPayment");
        History.Count.ShouldBe(entries);
    }

    [Fact]
    public async Task A_deadline_of_an_earlier_attempt_is_ignored()
    {
        await GoTo(OrderStates.AuthorisingPayment);
        await DeadlinePasses();
        await Hears(
            new StepDeadlineExpired
            {
                OrderId = OrderId,
                Step = "AuthorisePayment",
                Attempt = 1,
            }
        );

        Commands.Count(name => name == "AuthorisePayment").ShouldBe(2);
        Order.Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task A_deadline_that_could_not_be_called_back_in_time_is_ignored_after_the_end()
    {
        await GoTo(OrderStates.Completed);
        var entries = History.Count;

        await Hears(
            new StepDeadlineExpired
            {
                OrderId = OrderId,
                Step = "DispatchShipment",
                Attempt = 1,
            }
        );

        State.ShouldBe("Completed");
        History.Count.ShouldBe(entries);
    }

    [Fact]
    public async Task A_deadline_of_an_order_that_never_began_is_dropped() =>
        await Hears(
            new StepDeadlineExpired
            {
                OrderId = Guid.NewGuid(),
                Step = "ReserveStock",
                Attempt = 1,
            }
        );

    [Fact]
    public async Task An_answer_to_a_question_that_was_not_asked_faults_and_changes_nothing()
    {
        await GoTo(OrderStates.ReservingStock);

        (await Faults<PaymentCaptured>()).ShouldNotBeNull();
        State.ShouldBe("ReservingStock");
        History.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_that_takes_back_an_earlier_one_faults_and_changes_nothing()
    {
        await GoTo(OrderStates.BookingShipment);

        (await Faults<PaymentDeclined>()).ShouldNotBeNull();
        State.ShouldBe("BookingShipment");
    }

    [Fact]
    public async Task An_answer_for_an_unknown_order_faults() => (await Faults<StockReserved>()).ShouldNotBeNull();
}

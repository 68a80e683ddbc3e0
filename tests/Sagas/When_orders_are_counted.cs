using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Contracts.Shipping;
using EventDriven.Sagas.Tests.Support;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

public sealed class When_orders_are_counted : Story
{
    protected override Task Situation() => Task.CompletedTask;

    [Fact]
    public async Task A_completed_one_is_started_and_ended_once()
    {
        await GoTo(OrderStates.Completed);

        Measured["eventdriven.orders.started()"].ShouldBe(1);
        Measured.Of("eventdriven.orders.ended").ShouldBe("(Completed) 1");
        Measured.Of("eventdriven.orders.compensations").ShouldBeEmpty();
        Measured.Of("eventdriven.steps.given_up").ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_command_counts_and_each_time_in_a_state()
    {
        await GoTo(OrderStates.Completed);

        foreach (var stage in Scenario.Stages)
        {
            Measured[$"eventdriven.steps.attempts({stage.Command.Name})"].ShouldBe(1);
            Measured[$"eventdriven.orders.state.duration({stage.State})"].ShouldBe(1);
        }
        Measured.Of("eventdriven.orders.state.duration").ShouldNotContain(OrderStates.Initial);
    }

    [Fact]
    public async Task A_step_is_given_up_at_the_deadline_of_its_last_attempt()
    {
        await GoTo(OrderStates.AuthorisingPayment);
        await DeadlinesPass(Options.MaxAttempts - 1);
        Measured.Of("eventdriven.steps.given_up").ShouldBeEmpty();

        await DeadlinePasses();

        Measured.Of("eventdriven.steps.given_up").ShouldBe("(AuthorisePayment) 1");
        Measured["eventdriven.steps.attempts(AuthorisePayment)"].ShouldBe(Options.MaxAttempts);
        Measured.Of("eventdriven.orders.compensations").ShouldBe("(AuthorisingPayment) 1");
    }

    [Fact]
    public async Task A_review_is_given_up_at_its_only_deadline()
    {
        await GoTo(OrderStates.AwaitingReview);

        await DeadlinePasses();

        Measured.Of("eventdriven.steps.given_up").ShouldBe("(ReviewPayment) 1");
    }

    [Fact]
    public async Task A_step_that_is_not_wanted_any_more_is_not_given_up()
    {
        await GoTo(OrderStates.AuthorisingPayment);
        await Hears<CancelOrder>();

        await DeadlinePasses();

        State.ShouldBe(OrderStates.Compensating);
        Measured.Of("eventdriven.steps.given_up").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_dispatch_is_never_given_up()
    {
        await GoTo(OrderStates.Dispatching);

        await DeadlinesPass(Options.MaxAttempts + 1);

        Measured.Of("eventdriven.steps.given_up").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_compensation_counts_once_when_it_fails_and_is_resumed()
    {
        await GoTo(OrderStates.BookingShipment);
        await Hears<ShipmentRefused>();
        await DeadlinesPass(Options.MaxAttempts);
        await Hears<ResumeCompensation>();
        await UndoAll();

        Measured.Of("eventdriven.orders.compensations").ShouldBe("(BookingShipment) 1");
        Measured.Of("eventdriven.orders.ended").ShouldBe("(Rejected) 1");
    }

    [Fact]
    public async Task A_note_is_neither_an_end_nor_a_time_in_a_state()
    {
        await GoTo(OrderStates.Completed);
        var times = Measured.Of("eventdriven.orders.state.duration");

        await Hears<CancelOrder>();

        Measured.Of("eventdriven.orders.ended").ShouldBe("(Completed) 1");
        Measured.Of("eventdriven.orders.state.duration").ShouldBe(times);
    }
}

using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Sagas.Tests.Support;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

public sealed class When_a_console_listens : Story
{
    protected override Task Situation() => Task.CompletedTask;

    [Fact]
    public async Task Hears_once_what_is_ordered()
    {
        await GoTo(OrderStates.AuthorisingPayment);

        Outgoing<OrderStatusChanged>()[0].Lines.ShouldBe(Samples.Lines);
        Outgoing<OrderStatusChanged>().Skip(1).ShouldAllBe(status => status.Lines == null);
    }

    [Fact]
    public async Task Hears_what_is_waited_for_and_until_when()
    {
        await GoTo(OrderStates.AuthorisingPayment);

        Latest.Pending.ShouldBe(
            new PendingStep
            {
                Step = nameof(AuthorisePayment),
                Participant = "Payments",
                Attempt = 1,
                MaxAttempts = Options.MaxAttempts,
                Until = Now + NextDeadlineIn,
            }
        );
    }

    [Fact]
    public async Task Is_given_no_limit_of_attempts_for_a_dispatch()
    {
        await GoTo(OrderStates.Dispatching);

        Latest.Pending.ShouldNotBeNull().MaxAttempts.ShouldBeNull();
    }

    [Fact]
    public async Task Hears_that_the_wait_for_a_review_is_an_operators()
    {
        await GoTo(OrderStates.AwaitingReview);

        var pending = Latest.Pending.ShouldNotBeNull();
        (pending.Participant, pending.MaxAttempts).ShouldBe(("an operator", null));
    }

    [Fact]
    public async Task Hears_of_no_new_wait_when_something_is_only_noted()
    {
        await GoTo(OrderStates.AuthorisingPayment);

        await Hears<CancelOrder>();

        Latest.Pending.ShouldBeNull();
    }

    [Fact]
    public async Task Hears_what_would_be_undone_latest_first()
    {
        await GoTo(OrderStates.CapturingPayment);

        Latest.Undo.ShouldBe(Scenario.UndosFrom(OrderStates.CapturingPayment).Commands());
    }

    [Fact]
    public async Task Hears_that_nothing_is_left_to_undo_once_it_is()
    {
        await GoTo(OrderStates.AuthorisingPayment);
        await Hears<PaymentDeclined>();
        await UndoAll();

        Latest.Undo.ShouldBeEmpty();
    }

    [Fact]
    public async Task May_have_whoever_is_waited_for_asked_again()
    {
        await GoTo(OrderStates.AuthorisingPayment);

        await Hears<AskAgain>();

        Commands.ShouldBe([.. Scenario.CommandsTo(OrderStates.AuthorisingPayment), nameof(AuthorisePayment)]);
        History[^1].Cause.ShouldBe("An operator had Payments asked for AuthorisePayment again: The customer called.");
    }

    [Fact]
    public async Task Does_not_have_asked_again_for_what_is_to_be_cancelled()
    {
        await GoTo(OrderStates.AuthorisingPayment);
        await Hears<CancelOrder>();

        await Hears<AskAgain>();

        Commands.ShouldBe(Scenario.CommandsTo(OrderStates.AuthorisingPayment));
        History[^1]
            .Cause.ShouldBe(
                "An operator wanted AuthorisePayment asked for again, which is left out: the order is to be cancelled."
            );
    }

    [Fact]
    public async Task Spends_no_try_by_asking_again()
    {
        await GoTo(OrderStates.AuthorisingPayment);

        await Hears<AskAgain>();

        (Order.Attempt, PendingDeadlines.ShouldHaveSingleItem().Attempt).ShouldBe((1, 1));
    }

    private OrderStatusChanged Latest => Outgoing<OrderStatusChanged>()[^1];
}

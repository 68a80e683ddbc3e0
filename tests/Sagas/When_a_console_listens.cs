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
        await IsAuthorising();

        Outgoing<OrderStatusChanged>().Select(status => status.Lines).ShouldBe([Samples.Lines, null]);
    }

    [Fact]
    public async Task Hears_what_is_waited_for_and_until_when()
    {
        await IsAuthorising();

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
        await IsDispatching();

        Latest.Pending.ShouldNotBeNull().MaxAttempts.ShouldBeNull();
    }

    [Fact]
    public async Task Hears_that_the_wait_for_a_review_is_an_operators()
    {
        await IsAwaitingReview();

        var pending = Latest.Pending.ShouldNotBeNull();
        (pending.Participant, pending.MaxAttempts).ShouldBe(("an operator", null));
    }

    [Fact]
    public async Task Hears_of_no_new_wait_when_something_is_only_noted()
    {
        await IsAuthorising();

        await Hears<CancelOrder>();

        Latest.Pending.ShouldBeNull();
    }

    [Fact]
    public async Task Hears_what_would_be_undone_latest_first()
    {
        await IsCapturing();

        Latest.Undo.ShouldBe(["RefundPayment", "CancelShipment", "VoidPayment", "ReleaseStock"]);
    }

    [Fact]
    public async Task Hears_that_nothing_is_left_to_undo_once_it_is()
    {
        await IsAuthorising();
        await Hears<PaymentDeclined>();
        await Hears<Contracts.Inventory.StockReleased>();

        Latest.Undo.ShouldBeEmpty();
    }

    [Fact]
    public async Task May_have_whoever_is_waited_for_asked_again()
    {
        await IsAuthorising();

        await Hears<AskAgain>();

        Commands.ShouldBe(["ReserveStock", nameof(AuthorisePayment), nameof(AuthorisePayment)]);
        History[^1].Cause.ShouldBe("An operator had Payments asked for AuthorisePayment again: The customer called.");
    }

    [Fact]
    public async Task Does_not_have_asked_again_for_what_is_to_be_cancelled()
    {
        await IsAuthorising();
        await Hears<CancelOrder>();

        await Hears<AskAgain>();

        Commands.ShouldBe(["ReserveStock", nameof(AuthorisePayment)]);
        History[^1]
            .Cause.ShouldBe(
                "An operator wanted AuthorisePayment asked for again, which is left out: the order is to be cancelled."
            );
    }

    [Fact]
    public async Task Spends_no_try_by_asking_again()
    {
        await IsAuthorising();

        await Hears<AskAgain>();

        (Order.Attempt, PendingDeadlines.ShouldHaveSingleItem().Attempt).ShouldBe((1, 1));
    }

    private OrderStatusChanged Latest => Outgoing<OrderStatusChanged>()[^1];
}

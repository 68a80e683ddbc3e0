using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Shipping;
using EventDriven.Sagas.Tests.Support;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

public sealed class When_a_deadline_is_stale : Story
{
    protected override Task Situation() => Task.CompletedTask;

    [Fact]
    public async Task Is_ignored_after_an_operators_retry_of_the_same_attempt()
    {
        await GoTo(OrderStates.AuthorisingPayment);
        var stale = PendingDeadlines.ShouldHaveSingleItem();
        await Hears<AskAgain>();
        var entries = History.Count;

        await Hears(stale);

        (History.Count, Order.Attempt).ShouldBe((entries, 1));
        await DeadlinePasses();
        Order.Attempt.ShouldBe(2, "the deadline of the present wait still counts");
    }

    [Fact]
    public async Task Is_ignored_after_an_operator_resumed_the_compensation()
    {
        await GoTo(OrderStates.BookingShipment);
        await Hears<ShipmentRefused>();
        var stale = PendingDeadlines.ShouldHaveSingleItem();
        await DeadlinesPass(3);
        await Hears<ResumeCompensation>();
        var entries = History.Count;

        await Hears(stale);

        (History.Count, Order.Attempt).ShouldBe((entries, 1));
        await DeadlinesPass(3);
        State.ShouldBe("CompensationFailed");
    }

    [Fact]
    public async Task Is_recognised_by_its_header_if_an_older_version_scheduled_it()
    {
        await GoTo(OrderStates.AuthorisingPayment);
        var stale = (PendingDeadlines.ShouldHaveSingleItem() with { Token = null }, Order.DeadlineTokenId);
        await Hears<AskAgain>();
        var present = (PendingDeadlines.ShouldHaveSingleItem() with { Token = null }, Order.DeadlineTokenId);

        await Hears(stale.Item1, stale.DeadlineTokenId);
        Order.Attempt.ShouldBe(1);
        await Hears(present.Item1, present.DeadlineTokenId);
        Order.Attempt.ShouldBe(2);
    }

    // The scheduler that delivers it again gives the header a token of its own.
    [Fact]
    public async Task Is_not_if_it_is_the_present_one_and_was_delivered_again()
    {
        await GoTo(OrderStates.AuthorisingPayment);

        await Hears(PendingDeadlines.ShouldHaveSingleItem(), Guid.NewGuid());

        Order.Attempt.ShouldBe(2);
    }
}

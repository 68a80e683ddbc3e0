using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Sagas.Tests.Support;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

public sealed class When_payment_awaits_review : Story
{
    protected override Task Situation() => IsAwaitingReview();

    [Fact]
    public void Gives_the_operator_a_day() => NextDeadlineIn.ShouldBe(TimeSpan.FromDays(1));

    [Fact]
    public void Sends_nothing_meanwhile() => Commands.ShouldBe(["ReserveStock", "AuthorisePayment"]);

    [Fact]
    public async Task Books_the_shipment_when_it_is_approved()
    {
        await Hears<ApprovePayment>();

        State.ShouldBe("BookingShipment");
        Commands.Last().ShouldBe("BookShipment");
        History[^1].Cause.ShouldBe("An operator approved the payment: Known customer.");
    }

    [Fact]
    public async Task Voids_the_payment_and_releases_the_stock_when_it_is_rejected()
    {
        await Hears<RejectPayment>();
        await Hears<PaymentVoided>();
        await Hears<StockReleased>();

        Commands.ShouldBe(["ReserveStock", "AuthorisePayment", "VoidPayment", "ReleaseStock"]);
        State.ShouldBe("Rejected");
        Order.Reason.ShouldBe("The card is reported stolen.");
    }

    [Fact]
    public async Task Turns_back_when_nobody_looks_at_it_in_time()
    {
        await DeadlinePasses();
        await Hears<PaymentVoided>();
        await Hears<StockReleased>();

        State.ShouldBe("Rejected");
        Order.Reason.ShouldBe("The payment was not reviewed in time.");
    }

    [Fact]
    public async Task Ignores_an_approval_that_comes_after_the_rejection()
    {
        await Hears<RejectPayment>();
        await Hears<ApprovePayment>();

        State.ShouldBe("Compensating");
        Commands.ShouldNotContain("BookShipment");
    }

    [Fact]
    public async Task Ignores_a_second_approval()
    {
        await Hears<ApprovePayment>();
        await Hears<ApprovePayment>();

        Commands.Count(command => command == "BookShipment").ShouldBe(1);
    }
}

using EventDriven.Contracts;
using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Sagas.Tests.Support;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

public sealed class When_payment_is_declined : Story
{
    protected override async Task Situation()
    {
        await GoTo(OrderStates.AuthorisingPayment);
        await Hears<PaymentDeclined>();
    }

    [Fact]
    public async Task Releases_the_stock()
    {
        await UndoTo(OrderStep.ReleaseStock);

        QueuesOf<ReleaseStock>().ShouldBe([Queues.Inventory]);
    }

    [Fact]
    public void Voids_nothing_because_nothing_is_set_aside() => Commands.ShouldNotContain("VoidPayment");

    [Fact]
    public void Is_not_over_before_the_stock_is_released()
    {
        State.ShouldBe("Compensating");
        Ends.ShouldBeEmpty();
    }

    [Fact]
    public async Task Ends_in_Rejected_once_the_stock_is_released()
    {
        await UndoAll();

        State.ShouldBe("Rejected");
        Ends.ShouldBe(["OrderRejected"]);
        var rejected = Outgoing<OrderRejected>().ShouldHaveSingleItem();
        (rejected.Reason, rejected.Total).ShouldBe(("The card was declined.", Samples.Total));
    }

    [Fact]
    public void Shows_the_reason_on_the_order() =>
        Outgoing<OrderStatusChanged>()[^1].Reason.ShouldBe("The card was declined.");
}

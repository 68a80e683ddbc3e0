using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Shipping;
using EventDriven.Sagas.Tests.Support;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

public sealed class When_the_carrier_refuses : Story
{
    protected override async Task Situation()
    {
        await GoTo(OrderStates.BookingShipment);
        await Hears<ShipmentRefused>();
    }

    [Fact]
    public void Undoes_the_latest_step_first() =>
        Commands.Last().ShouldBe(Scenario.UndosBefore(OrderStates.BookingShipment).Commands().First());

    [Fact]
    public async Task Releases_the_stock_only_after_the_payment_is_voided()
    {
        await UndoTo(OrderStep.VoidPayment);
        Commands.ShouldNotContain("ReleaseStock");

        await UndoTo(OrderStep.ReleaseStock);

        Commands.Last().ShouldBe("ReleaseStock");
    }

    [Fact]
    public async Task Ends_in_Rejected_with_the_carriers_reason()
    {
        await UndoAll();

        State.ShouldBe("Rejected");
        Order.Reason.ShouldBe("The carrier does not deliver there.");
        Ends.ShouldBe(["OrderRejected"]);
    }

    [Fact]
    public void Cancels_no_shipment_because_none_is_booked() => Commands.ShouldNotContain("CancelShipment");
}

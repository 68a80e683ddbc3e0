using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Payments;
using EventDriven.Contracts.Shipping;
using EventDriven.Sagas.Tests.Support;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

public sealed class When_the_carrier_refuses : Story
{
    protected override async Task Situation()
    {
        await IsBooking();
        await Hears<ShipmentRefused>();
    }

    [Fact]
    public void Voids_the_payment_first() => Commands.Last().ShouldBe("VoidPayment");

    [Fact]
    public async Task Releases_the_stock_only_after_the_payment_is_voided()
    {
        Commands.ShouldNotContain("ReleaseStock");
        await Hears<PaymentVoided>();
        Commands.Last().ShouldBe("ReleaseStock");
    }

    [Fact]
    public async Task Ends_in_Rejected_with_the_carriers_reason()
    {
        await Hears<PaymentVoided>();
        await Hears<StockReleased>();

        State.ShouldBe("Rejected");
        Order.Reason.ShouldBe("The carrier does not deliver there.");
        Ends.ShouldBe(["OrderRejected"]);
    }

    [Fact]
    public void Cancels_no_shipment_because_none_is_booked() => Commands.ShouldNotContain("CancelShipment");
}

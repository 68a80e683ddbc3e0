using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Payments;
using EventDriven.Contracts.Shipping;
using EventDriven.Sagas.Tests.Support;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

public sealed class When_the_capture_fails : Story
{
    protected override async Task Situation()
    {
        await IsCapturing();
        await Hears<CaptureFailed>();
        await Hears<ShipmentCancelled>();
        await Hears<PaymentVoided>();
        await Hears<StockReleased>();
    }

    [Fact]
    public void Cancels_the_shipment_then_voids_then_releases() =>
        Commands.Skip(4).ShouldBe(["CancelShipment", "VoidPayment", "ReleaseStock"]);

    [Fact]
    public void Refunds_nothing_because_nothing_was_taken() => Commands.ShouldNotContain("RefundPayment");

    [Fact]
    public void Ends_in_Rejected()
    {
        State.ShouldBe("Rejected");
        Order.Reason.ShouldBe("The authorisation has lapsed.");
    }

    [Fact]
    public void Writes_its_history_without_gaps() =>
        History.Select(entry => entry.Sequence).ShouldBe(Enumerable.Range(1, 8));

    [Fact]
    public void Leaves_nothing_behind() => Order.PendingUndo.ShouldBeEmpty();
}

using EventDriven.Contracts.Shipping;
using EventDriven.Services.Tests.RemoteSteps;
using EventDriven.SimulatedParties;
using EventDriven.TestServers;
using MassTransit;
using Shouldly;
using Xunit;

namespace EventDriven.Services.Tests.Shipping;

public class When_a_shipment_is_dispatched(Servers servers) : ShippingTest(servers)
{
    [Fact]
    public async Task The_parcel_leaves_once_under_the_booking_s_tracking_number_however_often_it_is_asked_for()
    {
        var booked = await Shipping.AskAsync<ShipmentBooked>(Book());

        var answer = await Shipping.AskAsync<ShipmentDispatched>(Dispatch());

        answer.Message.TrackingNumber.ShouldBe(booked.Message.TrackingNumber);
        (await Shipping.AskAsync<ShipmentDispatched>(Dispatch())).ShouldBe(answer);
        (await BookAtCarrierAsync()).ShouldBe([CarrierEntryKind.Booked, CarrierEntryKind.Dispatched]);
        (await OpenBookingsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Where.BeforeItIsServed)]
    [InlineData(Where.AfterItIsServed)]
    public async Task A_call_that_breaks_is_repeated_and_one_parcel_leaves(Where where)
    {
        await Shipping.AskAsync<ShipmentBooked>(Book());
        Calls.BreakOnce("Dispatch", where);

        await Shipping.AskAsync<ShipmentDispatched>(Dispatch());

        (await BookAtCarrierAsync()).ShouldBe([CarrierEntryKind.Booked, CarrierEntryKind.Dispatched]);
    }

    [Fact]
    public async Task Without_a_booking_it_is_an_error_and_no_parcel_leaves()
    {
        await Shipping.AskAsync<Fault<DispatchShipment>>(Dispatch());

        (await BookAtCarrierAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cancellation_after_it_is_an_error_and_is_never_told_as_cancelled()
    {
        await Shipping.AskAsync<ShipmentBooked>(Book());
        await Shipping.AskAsync<ShipmentDispatched>(Dispatch());

        (await Shipping.AskAsync<Fault<CancelShipment>>(Cancel()))
            .Message.Exceptions[0]
            .Message.ShouldContain("The parcel is on its way.");
    }
}

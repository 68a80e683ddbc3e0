using EventDriven.Contracts.Shipping;
using EventDriven.Services.Tests.RemoteSteps;
using EventDriven.SimulatedParties;
using EventDriven.TestServers;
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
    public async Task Without_a_booking_it_is_refused_and_no_parcel_leaves()
    {
        await Shipping.AskAsync<DispatchRefused>(Dispatch());

        (await BookAtCarrierAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task When_the_booking_has_lapsed_it_is_refused_for_good_and_the_booking_can_be_cancelled()
    {
        await Shipping.AskAsync<ShipmentBooked>(Book(Home with { PostalCode = TestAddresses.LapsingPostalCode }));

        var answer = await Shipping.AskAsync<DispatchRefused>(Dispatch());

        answer.Message.Reason.ShouldBe("The booking has lapsed.");
        (await Shipping.AskAsync<DispatchRefused>(Dispatch())).ShouldBe(answer);
        await Shipping.AskAsync<ShipmentCancelled>(Cancel());
        (await BookAtCarrierAsync()).ShouldBe([CarrierEntryKind.Booked, CarrierEntryKind.Cancelled]);
    }

    [Fact]
    public async Task A_cancellation_after_it_is_answered_with_the_dispatch_however_often_it_is_asked_for()
    {
        await Shipping.AskAsync<ShipmentBooked>(Book());
        var dispatched = await Shipping.AskAsync<ShipmentDispatched>(Dispatch());

        var answer = await Shipping.AskAsync<ShipmentDispatched>(Cancel());

        answer.Message.ShouldBe(dispatched.Message);
        (await Shipping.AskAsync<ShipmentDispatched>(Cancel())).ShouldBe(answer);
        (await BookAtCarrierAsync()).ShouldBe([CarrierEntryKind.Booked, CarrierEntryKind.Dispatched]);
    }
}

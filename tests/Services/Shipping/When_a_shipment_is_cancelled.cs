using EventDriven.Contracts.Shipping;
using EventDriven.Services.Tests.RemoteSteps;
using EventDriven.SimulatedParties;
using EventDriven.TestServers;
using Shouldly;
using Xunit;

namespace EventDriven.Services.Tests.Shipping;

public class When_a_shipment_is_cancelled(Servers servers) : ShippingTest(servers)
{
    [Fact]
    public async Task The_booking_is_given_up_once_however_often_it_is_asked_for()
    {
        await Shipping.AskAsync<ShipmentBooked>(Book());

        var answer = await Shipping.AskAsync<ShipmentCancelled>(Cancel());

        (await Shipping.AskAsync<ShipmentCancelled>(Cancel())).ShouldBe(answer);
        (await BookAtCarrierAsync()).ShouldBe([CarrierEntryKind.Booked, CarrierEntryKind.Cancelled]);
        (await OpenBookingsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cancellation_before_the_booking_succeeds_and_the_late_booking_is_refused()
    {
        await Shipping.AskAsync<ShipmentCancelled>(Cancel());

        (await Shipping.AskAsync<ShipmentRefused>(Book())).Message.Reason.ShouldBe("The shipment was cancelled.");
        (await BookAtCarrierAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Where.BeforeItIsServed, new CarrierEntryKind[0])]
    [InlineData(Where.AfterItIsServed, new[] { CarrierEntryKind.Booked, CarrierEntryKind.Cancelled })]
    public async Task A_booking_in_flight_is_overtaken_and_not_told_as_booked(Where where, CarrierEntryKind[] book)
    {
        var gate = Calls.Hold("Book", where);
        var booking = await Shipping.SendAsync(Book());
        await gate.ReachedAsync();

        await Shipping.AskAsync<ShipmentCancelled>(Cancel());
        gate.Open();

        await Shipping.AnswerAsync<ShipmentRefused>(booking);
        (await BookAtCarrierAsync()).ShouldBe(book);
    }

    [Fact]
    public async Task A_dispatch_after_it_is_refused_and_no_parcel_leaves()
    {
        await Shipping.AskAsync<ShipmentBooked>(Book());
        await Shipping.AskAsync<ShipmentCancelled>(Cancel());

        (await Shipping.AskAsync<DispatchRefused>(Dispatch())).Message.Reason.ShouldBe("The booking was cancelled.");
        (await BookAtCarrierAsync()).ShouldBe([CarrierEntryKind.Booked, CarrierEntryKind.Cancelled]);
    }

    [Fact]
    public async Task A_dispatch_in_flight_that_the_carrier_has_not_served_is_refused()
    {
        await Shipping.AskAsync<ShipmentBooked>(Book());
        var gate = Calls.Hold("Dispatch", Where.BeforeItIsServed);
        var dispatch = await Shipping.SendAsync(Dispatch());
        await gate.ReachedAsync();

        await Shipping.AskAsync<ShipmentCancelled>(Cancel());
        gate.Open();

        await Shipping.AnswerAsync<DispatchRefused>(dispatch);
        (await BookAtCarrierAsync()).ShouldBe([CarrierEntryKind.Booked, CarrierEntryKind.Cancelled]);
    }

    [Fact]
    public async Task A_dispatch_in_flight_that_the_carrier_has_served_stands_and_answers_both()
    {
        var booked = await Shipping.AskAsync<ShipmentBooked>(Book());
        var gate = Calls.Hold("Dispatch", Where.AfterItIsServed);
        var dispatch = await Shipping.SendAsync(Dispatch());
        await gate.ReachedAsync();

        var answer = await Shipping.AskAsync<ShipmentDispatched>(Cancel());
        gate.Open();

        answer.Message.TrackingNumber.ShouldBe(booked.Message.TrackingNumber);
        (await Shipping.AnswerAsync<ShipmentDispatched>(dispatch)).Message.ShouldBe(answer.Message);
        (await BookAtCarrierAsync()).ShouldBe([CarrierEntryKind.Booked, CarrierEntryKind.Dispatched]);
    }
}

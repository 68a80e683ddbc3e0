using EventDriven.Contracts.Shipping;
using EventDriven.Services.Tests.RemoteSteps;
using EventDriven.SimulatedParties;
using EventDriven.TestServers;
using Shouldly;
using Xunit;

namespace EventDriven.Services.Tests.Shipping;

public class When_shipping_runs_on_sqlite(Servers servers) : ShippingTest(servers)
{
    private protected override Task<Databases> CreateDatabasesAsync(Servers servers) =>
        Task.FromResult(Databases.OnSqlite());

    [Fact]
    public async Task A_parcel_is_booked_and_dispatched()
    {
        await Shipping.AskAsync<ShipmentBooked>(Book());
        await Shipping.AskAsync<ShipmentDispatched>(Dispatch());

        (await BookAtCarrierAsync()).ShouldBe([CarrierEntryKind.Booked, CarrierEntryKind.Dispatched]);
    }

    [Fact]
    public async Task A_cancellation_before_the_booking_succeeds_and_the_late_booking_is_refused()
    {
        await Shipping.AskAsync<ShipmentCancelled>(Cancel());

        await Shipping.AskAsync<ShipmentRefused>(Book());

        (await BookAtCarrierAsync()).ShouldBeEmpty();
    }
}

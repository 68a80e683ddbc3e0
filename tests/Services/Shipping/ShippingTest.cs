using EventDriven.Contracts;
using EventDriven.Contracts.Shipping;
using EventDriven.RemoteParties;
using EventDriven.Services.Tests.RemoteSteps;
using EventDriven.Shipping;
using EventDriven.SimulatedParties;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Services.Tests.Shipping;

/// <summary>An order's parcel, with Shipping and the simulated carrier.</summary>
public abstract class ShippingTest(Servers servers) : RemoteStepTest(servers)
{
    private protected static PostalAddress Home { get; } =
        new()
        {
            Name = "Ada",
            Street = "Marktplatz 1",
            City = "Bremen",
            PostalCode = "28195",
            Country = "DE",
        };

    private protected RemoteStepApp Shipping => Service;

    private protected override Task<Databases> CreateDatabasesAsync(Servers servers) =>
        Databases.OnPostgresAsync(servers, "Shipping", "Carrier");

    private protected override Task<RemoteStepApp> StartAsync(Databases databases) =>
        RemoteStepApp.StartAsync(new ShippingService(), Queues.Shipping, databases, Time, services =>
        {
            var carrier = services.Single(s => s.ServiceType == typeof(ICarrier));
            services.Remove(carrier);
            services.AddScoped<ICarrier>(scope => new ObservedCarrier(
                (ICarrier)carrier.ImplementationFactory!(scope),
                scope.GetRequiredService<ShippingDbContext>(),
                Calls
            ));
        });

    private protected BookShipment Book(PostalAddress? shipTo = null) =>
        new()
        {
            OrderId = OrderId,
            ShipTo = shipTo ?? Home,
            Lines = [new OrderLine { Sku = "MUG-BLUE", Quantity = 2 }],
        };

    private protected CancelShipment Cancel() => new() { OrderId = OrderId };

    private protected DispatchShipment Dispatch() => new() { OrderId = OrderId };

    /// <summary>The carrier's entries for the order's parcel: booked, dispatched, cancelled.</summary>
    private protected Task<CarrierEntryKind[]> BookAtCarrierAsync() =>
        QueryAsync(
            async (CarrierDbContext carrier) =>
            {
                var entries = await carrier
                    .Entries.Where(e => e.Reference == OrderId.ToString())
                    .ToListAsync(TestContext.Current.CancellationToken);
                return entries.Select(e => e.Kind).Order().ToArray();
            }
        );

    /// <summary>The orders whose booking is open at the carrier.</summary>
    private protected Task<string[]> OpenBookingsAsync() =>
        QueryAsync(
            (CarrierDbContext carrier) =>
                carrier
                    .Database.SqlQueryRaw<string>(ShippingAudit.OpenBookings)
                    .ToArrayAsync(TestContext.Current.CancellationToken)
        );
}

using EventDriven.Contracts;
using EventDriven.ServiceDefaults;
using EventDriven.ServiceDefaults.RemoteSteps;
using EventDriven.ServiceDefaults.RemoteSteps.Simulation;
using EventDriven.Shipping.Carrier;
using EventDriven.Shipping.Consumers;
using EventDriven.Shipping.Domain;
using MassTransit;

namespace EventDriven.Shipping;

/// <summary>
/// Shipping: books, cancels and dispatches through a carrier. No inbox and no outbox here: a transaction must not stay
/// open while the carrier is asked, so each step's row does their work (<see cref="RemoteSteps{TDbContext,TStep}" />).
/// </summary>
public sealed class ShippingService : IServiceModule
{
    /// <inheritdoc />
    public string Name => "shipping";

    /// <inheritdoc />
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddServiceDatabase<ShippingDbContext>(configuration, "Shipping");
        services.AddRemoteSteps<ShippingDbContext, ShippingStep>();
        services.AddSimulatedParty<ICarrier, SimulatedCarrier, CarrierDbContext, CarrierParcel>(
            configuration,
            database: "Carrier",
            section: "Carrier"
        );
    }

    /// <inheritdoc />
    public void AddToBus(IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        bus.AddConsumer<BookShipmentConsumer>().Endpoint(e => e.Name = Queues.Shipping);
        bus.AddConsumer<CancelShipmentConsumer>().Endpoint(e => e.Name = Queues.Shipping);
        bus.AddConsumer<DispatchShipmentConsumer>().Endpoint(e => e.Name = Queues.Shipping);
    }
}

using EventDriven.Contracts;
using EventDriven.ServiceDefaults;
using EventDriven.Shipping.Carrier;
using EventDriven.Shipping.Consumers;
using EventDriven.Steps;
using EventDriven.Steps.Simulation;
using MassTransit;

namespace EventDriven.Shipping;

/// <summary>
/// Shipping: books, cancels and dispatches through a carrier. Its queue needs no inbox and no outbox, because the
/// record of a step does their work (<see cref="RemoteSteps{TDbContext}" />).
/// </summary>
public sealed class ShippingService : IServiceModule
{
    public string Name => "shipping";

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddServiceDatabase<ShippingDbContext>(configuration, "Shipping");
        services.AddRemoteSteps<ShippingDbContext>();
        services.AddSimulatedParty<ICarrier, SimulatedCarrier, CarrierDbContext, CarrierParcel>(
            configuration,
            database: "Carrier",
            section: "Carrier"
        );
    }

    public void AddToBus(IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        bus.AddConsumer<BookShipmentConsumer>().Endpoint(e => e.Name = Queues.Shipping);
        bus.AddConsumer<CancelShipmentConsumer>().Endpoint(e => e.Name = Queues.Shipping);
        bus.AddConsumer<DispatchShipmentConsumer>().Endpoint(e => e.Name = Queues.Shipping);
    }
}

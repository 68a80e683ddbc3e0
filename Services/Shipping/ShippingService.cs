using EventDriven.Contracts;
using EventDriven.RemoteParties;
using EventDriven.ServiceDefaults;
using EventDriven.Shipping.Consumers;
using EventDriven.Steps;
using MassTransit;
using Microsoft.Extensions.DependencyInjection.Extensions;
#if SIMULATED_PARTIES
using EventDriven.SimulatedParties;
#endif

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
#if SIMULATED_PARTIES
        services.AddSimulatedCarrier(configuration);
#else
#error This build has no carrier. Add yours here: services.AddSingleton<ICarrier, YourCarrier>();
#endif
    }

    public void AddToBus(IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        bus.AddRedelivery<ShippingDbContext>(Queues.Shipping);
        bus.AddConsumer<BookShipmentConsumer>().Endpoint(e => e.Name = Queues.Shipping);
        bus.AddConsumer<CancelShipmentConsumer>().Endpoint(e => e.Name = Queues.Shipping);
        bus.AddConsumer<DispatchShipmentConsumer>().Endpoint(e => e.Name = Queues.Shipping);
    }

    public IEnumerable<object> WarmUpMessages(Guid orderId) =>
        [WarmUpOrder.BookShipment(orderId), WarmUpOrder.DispatchShipment(orderId)];

    public void ReplaceRemoteParties(IServiceCollection services) =>
        services.Replace(ServiceDescriptor.Singleton<ICarrier, NoCarrier>());

    private sealed class NoCarrier : ICarrier
    {
        private static readonly Task<RemoteAnswer> Done = Task.FromResult(RemoteAnswer.Done(WarmUpOrder.Text));

        public Task<RemoteAnswer> BookAsync(
            string idempotencyKey,
            string reference,
            PostalAddress shipTo,
            CancellationToken cancellationToken
        ) => Done;

        public Task<RemoteAnswer> CancelAsync(
            string idempotencyKey,
            string reference,
            CancellationToken cancellationToken
        ) => Done;

        public Task<RemoteAnswer> DispatchAsync(
            string idempotencyKey,
            string reference,
            CancellationToken cancellationToken
        ) => Done;
    }
}

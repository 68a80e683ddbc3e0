using EventDriven.Contracts;
using EventDriven.Payments.Consumers;
using EventDriven.Payments.Provider;
using EventDriven.ServiceDefaults;
using EventDriven.Steps;
using EventDriven.Steps.Simulation;
using MassTransit;

namespace EventDriven.Payments;

/// <summary>
/// Payments: authorises, captures, voids and refunds through a payment provider. Its queue needs no inbox and no
/// outbox, because the record of a step does their work (<see cref="RemoteSteps{TDbContext}" />).
/// </summary>
public sealed class PaymentsService : IServiceModule
{
    public string Name => "payments";

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddServiceDatabase<PaymentsDbContext>(configuration, "Payments");
        services.AddRemoteSteps<PaymentsDbContext>();
        services.AddSimulatedParty<
            IPaymentProvider,
            SimulatedPaymentProvider,
            ProviderLedgerDbContext,
            ProviderPayment
        >(configuration, database: "PaymentProvider", section: "Provider");
    }

    public void AddToBus(IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        bus.AddConsumer<AuthorisePaymentConsumer>().Endpoint(e => e.Name = Queues.Payments);
        bus.AddConsumer<CapturePaymentConsumer>().Endpoint(e => e.Name = Queues.Payments);
        bus.AddConsumer<VoidPaymentConsumer>().Endpoint(e => e.Name = Queues.Payments);
        bus.AddConsumer<RefundPaymentConsumer>().Endpoint(e => e.Name = Queues.Payments);
    }
}

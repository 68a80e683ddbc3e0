using EventDriven.Contracts;
using EventDriven.Payments.Consumers;
using EventDriven.Payments.Domain;
using EventDriven.Payments.Provider;
using EventDriven.ServiceDefaults;
using EventDriven.ServiceDefaults.RemoteSteps;
using EventDriven.ServiceDefaults.RemoteSteps.Simulation;
using MassTransit;

namespace EventDriven.Payments;

/// <summary>
/// Payments: authorises, captures, voids and refunds through a payment provider. No inbox and no outbox here: a
/// transaction must not stay open while the provider is asked, so each step's row does their work
/// (<see cref="RemoteSteps{TDbContext,TStep}" />).
/// </summary>
public sealed class PaymentsService : IServiceModule
{
    /// <inheritdoc />
    public string Name => "payments";

    /// <inheritdoc />
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddServiceDatabase<PaymentsDbContext>(configuration, "Payments");
        services.AddRemoteSteps<PaymentsDbContext, PaymentStep>();
        services.AddSimulatedParty<
            IPaymentProvider,
            SimulatedPaymentProvider,
            ProviderLedgerDbContext,
            ProviderPayment
        >(configuration, database: "PaymentProvider", section: "Provider");
    }

    /// <inheritdoc />
    public void AddToBus(IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        bus.AddConsumer<AuthorisePaymentConsumer>().Endpoint(e => e.Name = Queues.Payments);
        bus.AddConsumer<CapturePaymentConsumer>().Endpoint(e => e.Name = Queues.Payments);
        bus.AddConsumer<VoidPaymentConsumer>().Endpoint(e => e.Name = Queues.Payments);
        bus.AddConsumer<RefundPaymentConsumer>().Endpoint(e => e.Name = Queues.Payments);
    }
}

using EventDriven.Contracts;
using EventDriven.Payments.Consumers;
using EventDriven.ServiceDefaults;
using EventDriven.Steps;
using MassTransit;
#if SIMULATED_PARTIES
using EventDriven.SimulatedParties;
#endif

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
#if SIMULATED_PARTIES
        services.AddSimulatedPaymentProvider(configuration);
#else
#error This build has no payment provider. Add yours here: services.AddSingleton<IPaymentProvider, YourProvider>();
#endif
    }

    public void AddToBus(IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        bus.AddRedelivery<PaymentsDbContext>(Queues.Payments);
        bus.AddConsumer<AuthorisePaymentConsumer>().Endpoint(e => e.Name = Queues.Payments);
        bus.AddConsumer<CapturePaymentConsumer>().Endpoint(e => e.Name = Queues.Payments);
        bus.AddConsumer<VoidPaymentConsumer>().Endpoint(e => e.Name = Queues.Payments);
        bus.AddConsumer<RefundPaymentConsumer>().Endpoint(e => e.Name = Queues.Payments);
    }
}

using EventDriven.Contracts;
using EventDriven.Payments.Consumers;
using EventDriven.RemoteParties;
using EventDriven.ServiceDefaults;
using EventDriven.Steps;
using MassTransit;
using Microsoft.Extensions.DependencyInjection.Extensions;
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

    public IEnumerable<object> WarmUpMessages(Guid orderId) =>
        [WarmUpOrder.AuthorisePayment(orderId), WarmUpOrder.CapturePayment(orderId)];

    public void ReplaceRemoteParties(IServiceCollection services) =>
        services.Replace(ServiceDescriptor.Singleton<IPaymentProvider, NoProvider>());

    private sealed class NoProvider : IPaymentProvider
    {
        private static readonly Task<RemoteAnswer> Done = Task.FromResult(RemoteAnswer.Done(WarmUpOrder.Text));

        public Task<RemoteAnswer> AuthoriseAsync(
            string idempotencyKey,
            string reference,
            Money amount,
            string token,
            CancellationToken cancellationToken
        ) => Done;

        public Task<RemoteAnswer> CaptureAsync(
            string idempotencyKey,
            string reference,
            Money amount,
            CancellationToken cancellationToken
        ) => Done;

        public Task<RemoteAnswer> VoidAsync(
            string idempotencyKey,
            string reference,
            CancellationToken cancellationToken
        ) => Done;

        public Task<RemoteAnswer> RefundAsync(
            string idempotencyKey,
            string reference,
            CancellationToken cancellationToken
        ) => Done;
    }
}

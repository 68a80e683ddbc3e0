using EventDriven.Contracts;
using EventDriven.Contracts.Payments;
using EventDriven.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Services.Tests.Broker;

/// <summary>
/// Stands where Payments stands, with the endpoint of a service; fails at each payment with the token
/// <see cref="Refused" />.
/// </summary>
internal sealed class FussyPayments : IServiceModule
{
    public const string Refused = "tok_refused";

    public string Name => "fussy-payments";

    public void AddServices(IServiceCollection services, IConfiguration configuration) { }

    public void AddToBus(IBusRegistrationConfigurator bus, IConfiguration configuration) =>
        bus.AddConsumer<Authorises>().Endpoint(endpoint => endpoint.Name = Queues.Payments);

    private sealed class Authorises : IConsumer<AuthorisePayment>
    {
        public Task Consume(ConsumeContext<AuthorisePayment> context) =>
            context.Message.PaymentToken == Refused
                ? throw new InvalidOperationException("The form has no field for this token.")
                : context.Publish(
                    new PaymentAuthorised { OrderId = context.Message.OrderId, AuthorisationId = "A-1" },
                    context.CancellationToken
                );
    }
}

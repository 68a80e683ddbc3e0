using System.Collections.Concurrent;
using EventDriven.Contracts;
using EventDriven.Contracts.Payments;
using EventDriven.Contracts.Shipping;
using EventDriven.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Services.Tests.Operations;

/// <summary>
/// Stands where Shipping stands, and fails at each order until it is told not to, at once and without retries.
/// </summary>
internal sealed class Clumsy : IServiceModule
{
    private readonly ConcurrentQueue<(BookShipment Command, Guid? MessageId)> _handled = [];

    private int _tries;

    public string Name => "clumsy";

    /// <summary>Whether it fails.</summary>
    public bool Fails { get; set; } = true;

    /// <summary>
    /// Whether what it fails at comes back twice, a little later and under another id, before it is given up: as the
    /// orders' messages do.
    /// </summary>
    public bool Redelivers { get; init; }

    /// <summary>How often it has tried.</summary>
    public int Tries => _tries;

    /// <summary>What it has done, by the commands that asked for it.</summary>
    public IReadOnlyCollection<(BookShipment Command, Guid? MessageId)> Handled => _handled;

    public void AddServices(IServiceCollection services, IConfiguration configuration) { }

    public void AddToBus(IBusRegistrationConfigurator bus, IConfiguration configuration) { }

    public void AddEndpoints(IReceiveConfigurator transport, IBusRegistrationContext context) =>
        transport.ReceiveEndpoint(Queues.Shipping, endpoint =>
        {
            if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
            {
                rabbit.SetQuorumQueue();
                rabbit.BindSendExchange(Queues.Shipping);
            }

            if (Redelivers)
            {
                endpoint.UseDelayedRedelivery(redelivery =>
                {
                    redelivery.Interval(2, TimeSpan.FromMilliseconds(20));
                    redelivery.ReplaceMessageId = true;
                });
            }

            endpoint.Handler<BookShipment>(received =>
            {
                Interlocked.Increment(ref _tries);
                if (Fails)
                    throw new InvalidOperationException(
                        $"The carrier's form has no field for {received.Message.ShipTo.City}."
                    );

                _handled.Enqueue((received.Message, received.MessageId));
                return Task.CompletedTask;
            });
        });

    /// <summary>A command that it fails at.</summary>
    public static BookShipment Command(Guid orderId) =>
        new()
        {
            OrderId = orderId,
            Lines = [],
            ShipTo = new PostalAddress
            {
                Name = "Ada",
                Street = "Main Street 1",
                City = "Berlin",
                PostalCode = "10115",
                Country = "DE",
            },
        };

    /// <summary>A command that it knows nothing of.</summary>
    public static VoidPayment Unknown(Guid orderId) => new() { OrderId = orderId };
}

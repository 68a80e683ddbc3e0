using EventDriven.Contracts;
using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Contracts.Shipping;
using EventDriven.ServiceDefaults;
using Microsoft.AspNetCore.Builder;

namespace EventDriven.Load.Floors.NoDatabase;

/// <summary>
/// The floor of MassTransit itself: the project's own saga and the same participants, with in-memory repositories and
/// no database.
/// </summary>
/// <remarks>
/// <para>
/// Includes: the same host, bus, queues, prefetch, concurrency, retries and serialisation (ServiceDefaults); the same
/// state machine, with MassTransit's in-memory saga repository; a participant a queue, which answers each step once (a
/// dictionary for the table); the deadlines as timers; the timeline of the orders in a dictionary.
/// </para>
/// <para>
/// Leaves out: everything durable. There is no inbox, no outbox and no transaction: a message is sent while the one
/// that caused it is consumed, and a process that dies forgets all. What it holds grows with each order: it is for runs
/// of minutes.
/// </para>
/// </remarks>
internal static class NoDatabaseFloor
{
    /// <summary>Makes the process of one service.</summary>
    /// <param name="builder">The process.</param>
    /// <param name="service">One of <see cref="FloorHost.Services" />.</param>
    public static WebApplication Build(WebApplicationBuilder builder, string service)
    {
        builder.AddServiceDefaults(Module(service));
        var app = builder.Build();
        app.MapServiceDefaults();
        return app;
    }

    private static IServiceModule Module(string service)
    {
        switch (service)
        {
            case "entry-api":
                return new EntryApiModule();
            case "orders":
                return new OrdersModule();
            case "inventory":
                var stock = new Stock();
                return new Participant(service, Queues.Inventory)
                    .Answers<ReserveStock>(command => command.OrderId, stock.Hold)
                    .Answers<ShipmentDispatched>(parcel => parcel.OrderId, stock.Commit);
            case "payments":
                return new Participant(service, Queues.Payments, RemoteParties.Provider)
                    .Answers<AuthorisePayment>(
                        command => command.OrderId,
                        command => new PaymentAuthorised
                        {
                            OrderId = command.OrderId,
                            AuthorisationId = RemoteParties.Authorisation(command.OrderId),
                        }
                    )
                    .Answers<CapturePayment>(
                        command => command.OrderId,
                        command => new PaymentCaptured
                        {
                            OrderId = command.OrderId,
                            CaptureId = RemoteParties.Capture(command.OrderId),
                        }
                    );
            case "shipping":
                return new Participant(service, Queues.Shipping, RemoteParties.Carrier)
                    .Answers<BookShipment>(
                        command => command.OrderId,
                        command => new ShipmentBooked
                        {
                            OrderId = command.OrderId,
                            TrackingNumber = RemoteParties.TrackingNumber(command.OrderId),
                        }
                    )
                    .Answers<DispatchShipment>(
                        command => command.OrderId,
                        command => new ShipmentDispatched
                        {
                            OrderId = command.OrderId,
                            TrackingNumber = RemoteParties.TrackingNumber(command.OrderId),
                        }
                    );
            case "notifications":
                return new Participant(service, Queues.Notifications).Answers<OrderCompleted>(
                    order => order.OrderId,
                    _ => null
                );
            default:
                throw new ArgumentOutOfRangeException(nameof(service), service, "No such service.");
        }
    }
}

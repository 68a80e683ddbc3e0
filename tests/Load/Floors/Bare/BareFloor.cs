using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventDriven.Load.Floors.Bare;

/// <summary>
/// The floor of broker and database themselves: RabbitMQ.Client with publisher confirms and Npgsql, no framework
/// between, and the fewest commits that keep the guarantees.
/// </summary>
/// <remarks>
/// <para>
/// A service takes all that has arrived, up to <see cref="Batch" /> messages and without waiting for more, and does it
/// in one transaction: inbox, state, history, effects and outbox. A participant's is a single statement on arrays, in
/// one round trip; the saga's are two round trips, as it has to load its orders first. What the outbox holds is
/// published after the commit, all confirms awaited together; then the deliveries are acknowledged, all at once. The
/// next transaction does not wait for that. Sent rows of the outbox are deleted with a later transaction.
/// </para>
/// <para>
/// Includes: a database for each service (its real connection string, schema <c>floor</c>), the same exchanges and
/// quorum queues, messages with the fields of MassTransit's envelope, and every row that an order leaves behind: order
/// with lines and timeline, saga with history and deadline, reservation and stock, payment steps and ledger, shipping
/// steps and parcel, notification. A message that is delivered again meets the inbox, and what was stored for it is
/// sent again; what a killed process had committed and not sent is sent when it starts again.
/// </para>
/// <para>
/// Leaves out: transactions of the provider's and the carrier's own (their rows are written in the participant's),
/// deadlines that are due (they are stored with an index, and nobody looks), retries and dead letters of what fails (a
/// process that fails ends, and says why), clean-up of the inbox, logging, telemetry.
/// </para>
/// </remarks>
internal static class BareFloor
{
    /// <summary>The most messages of one transaction.</summary>
    public const int Batch = 64;

    /// <summary>Makes the process of one service.</summary>
    /// <param name="builder">The process.</param>
    /// <param name="service">One of <see cref="FloorHost.Services" />.</param>
    public static WebApplication Build(WebApplicationBuilder builder, string service)
    {
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(new Settings(builder.Configuration, service));
        builder.Services.AddSingleton<Broker>();
        Type handler = service switch
        {
            "entry-api" => typeof(TimelinesHandler),
            "orders" => typeof(OrdersHandler),
            "inventory" => typeof(InventoryHandler),
            "payments" => typeof(PaymentsHandler),
            "shipping" => typeof(ShippingHandler),
            "notifications" => typeof(NotificationsHandler),
            _ => throw new ArgumentOutOfRangeException(nameof(service), service, "No such service."),
        };
        builder.Services.AddSingleton(typeof(IHandler), handler);
        builder.Services.AddSingleton<Consumer>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<Consumer>());
        if (service == "entry-api")
        {
            builder.Services.AddSingleton<TimelinesHandler>();
            builder.Services.AddSingleton<Acceptance>();
            builder.Services.AddHostedService(provider => provider.GetRequiredService<Acceptance>());
        }

        var app = builder.Build();
        var consumer = app.Services.GetRequiredService<Consumer>();
        app.MapGet("/health/ready", () =>
            consumer.IsReady ? Results.Ok() : Results.StatusCode(StatusCodes.Status503ServiceUnavailable)
        );
        if (service == "entry-api")
            app.MapOrders(app.Services.GetRequiredService<Acceptance>().Accept);
        return app;
    }
}

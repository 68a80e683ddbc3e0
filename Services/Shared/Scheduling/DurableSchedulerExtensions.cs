using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventDriven.Scheduling;

/// <summary>
/// A message scheduler on a table of the service's own database: what is scheduled or cancelled while a message is
/// consumed is written through the consumer's DbContext, so it is committed or rolled back with everything else that
/// the message changed.
/// </summary>
public static class DurableSchedulerExtensions
{
    /// <summary>
    /// Adds the delivery of the messages that are scheduled through <typeparamref name="TDbContext"/>. Every replica
    /// may run it: each due message is taken by one. It waits for a bus or a database that is not there.
    /// </summary>
    /// <typeparam name="TDbContext">
    /// The DbContext whose model has the table
    /// (<see cref="ScheduledMessageModelExtensions.AddScheduledMessageEntity"/>), on PostgreSQL or SQLite.
    /// </typeparam>
    /// <param name="bus">The bus that sends them.</param>
    /// <param name="configure">Settles how they are delivered.</param>
    public static void AddDurableScheduler<TDbContext>(
        this IBusRegistrationConfigurator bus,
        Action<DurableSchedulerOptions>? configure = null
    )
        where TDbContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(bus);

        var options = new DurableSchedulerOptions();
        configure?.Invoke(options);
        bus.TryAddSingleton(TimeProvider.System);
        bus.TryAddSingleton<DeliveryAlarm<TDbContext>>();
        bus.ConfigureDbContext<TDbContext>(database => database.AddInterceptors(CancelledMessages.Instance));
        bus.AddSendObserver<SendAttemptFaults>();
        bus.AddHostedService(provider =>
            ActivatorUtilities.CreateInstance<DeliveryService<TDbContext>>(provider, options)
        );
    }

    /// <summary>
    /// Makes <c>Schedule</c>, <c>Unschedule</c>, <c>ScheduleSend</c> and <c>UseScheduledRedelivery</c> on this endpoint
    /// write through
    /// <typeparamref name="TDbContext"/>. Within a consumer's or saga's scope a scheduled message is added to the
    /// scope's DbContext, and a cancelled one removed through it, and saved by whoever saves that: the saga repository,
    /// the outbox, or the consumer itself. Outside any scope, as on redelivery, it is saved at once.
    /// </summary>
    /// <typeparam name="TDbContext">
    /// The DbContext of the endpoint's consumers, registered with <see cref="AddDurableScheduler"/>.
    /// </typeparam>
    /// <param name="endpoint">The receive endpoint; its place among the other filters does not matter.</param>
    /// <param name="context">The bus's registration.</param>
    public static void UseDurableScheduler<TDbContext>(
        this IReceiveEndpointConfigurator endpoint,
        IRegistrationContext context
    )
        where TDbContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(context);

        endpoint.AddPrePipeSpecification(new DurableSchedulerSpecification<TDbContext>(context));
    }
}

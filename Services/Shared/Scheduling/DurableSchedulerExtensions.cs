using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventDriven.Scheduling;

/// <summary>
/// A message scheduler on a table of the service's own database. Schedules and cancellations of a consumer are
/// committed or rolled back with its other changes.
/// </summary>
public static class DurableSchedulerExtensions
{
    /// <summary>
    /// Adds the delivery of messages that are scheduled through <typeparamref name="TDbContext"/>. Any number of
    /// replicas may run it. It waits for an unavailable bus or database.
    /// </summary>
    /// <typeparam name="TDbContext">
    /// On PostgreSQL or SQLite; its model needs
    /// <see cref="ScheduledMessageModelExtensions.AddScheduledMessageEntity"/>.
    /// </typeparam>
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
    /// Makes <c>Schedule</c>, <c>Unschedule</c>, <c>ScheduleSend</c> and <c>UseScheduledRedelivery</c> on this
    /// endpoint, at any place among its filters, write through <typeparamref name="TDbContext"/>. Within a consumer's
    /// or saga's scope, the scope's owner saves the change; outside, as on redelivery, it is saved at once.
    /// </summary>
    /// <typeparam name="TDbContext">Registered with <see cref="AddDurableScheduler"/>.</typeparam>
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

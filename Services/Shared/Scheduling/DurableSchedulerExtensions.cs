using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventDriven.Scheduling;

/// <summary>
/// A message scheduler on a table of the service's own database, in the transaction of a consumer's other changes.
/// </summary>
public static class DurableSchedulerExtensions
{
    /// <summary>
    /// Delivers messages that are scheduled through <typeparamref name="TDbContext"/>, on PostgreSQL or SQLite, whose
    /// model needs <see cref="ScheduledMessageModelExtensions.AddScheduledMessageEntity"/>. Any number of replicas may
    /// run it.
    /// </summary>
    public static void AddDurableScheduler<TDbContext>(
        this IBusRegistrationConfigurator bus,
        Action<DurableSchedulerOptions>? configure = null
    )
        where TDbContext : DbContext
    {
        var options = new DurableSchedulerOptions();
        configure?.Invoke(options);
        bus.TryAddSingleton(TimeProvider.System);
        bus.TryAddSingleton<DatabaseClock<TDbContext>>();
        bus.TryAddSingleton<DeliveryAlarm<TDbContext>>();
        bus.ConfigureDbContext<TDbContext>(database => database.AddInterceptors(CancelledMessages.Instance));
        bus.AddSendObserver<SendAttemptFaults>();
        bus.AddHostedService(provider =>
            ActivatorUtilities.CreateInstance<DeliveryService<TDbContext>>(provider, options)
        );
    }

    /// <summary>
    /// Makes <c>Schedule</c>, <c>Unschedule</c>, <c>ScheduleSend</c> and <c>UseScheduledRedelivery</c> on this
    /// endpoint, at any place among its filters, write through <typeparamref name="TDbContext"/>, which needs
    /// <see cref="AddDurableScheduler"/>. Within a consumer's or saga's scope, the scope's owner saves the change;
    /// outside, as on redelivery, it is saved at once.
    /// </summary>
    public static void UseDurableScheduler<TDbContext>(
        this IReceiveEndpointConfigurator endpoint,
        IRegistrationContext context
    )
        where TDbContext : DbContext =>
        endpoint.AddPrePipeSpecification(new DurableSchedulerFilter<TDbContext>(context));
}

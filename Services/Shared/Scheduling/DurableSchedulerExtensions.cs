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
        Action<RelaySettings>? configure = null
    )
        where TDbContext : DbContext
    {
        var settings = new RelaySettings();
        configure?.Invoke(settings);
        bus.ConfigureDbContext<TDbContext>(database => database.AddInterceptors(CancelledMessages.Instance));
        bus.AddRelay<TDbContext, ScheduledMessageRow, ScheduledMessageTable<TDbContext>>(settings);
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

    internal static void AddRelay<TDbContext, TMessage, TTable>(
        this IBusRegistrationConfigurator bus,
        RelaySettings settings
    )
        where TDbContext : DbContext
        where TMessage : StoredMessage
        where TTable : RelayTable<TDbContext, TMessage>
    {
        bus.TryAddSingleton(TimeProvider.System);
        bus.TryAddSingleton<DatabaseClock<TDbContext>>();
        bus.AddSingleton(provider => ActivatorUtilities.CreateInstance<TTable>(provider, settings));
        bus.AddSingleton<RelayTable<TDbContext, TMessage>>(provider => provider.GetRequiredService<TTable>());
        bus.AddSingleton<RelayAlarm<TDbContext, TMessage>>();
        bus.AddSingleton<MessagesInHand<TDbContext, TMessage>>();
        bus.AddSingleton<Relay<TDbContext, TMessage>>();
        bus.AddHostedService(provider => provider.GetRequiredService<MessagesInHand<TDbContext, TMessage>>());
        bus.AddHostedService(provider => provider.GetRequiredService<Relay<TDbContext, TMessage>>());
        if (bus.All(service => service.ImplementationType != typeof(SendFaults)))
            bus.AddSendObserver<SendFaults>();
    }
}

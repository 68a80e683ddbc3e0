using EventDriven.Scheduling;
using MassTransit.DependencyInjection;
using MassTransit.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>The application's interface to <see cref="OutboxSettings{TDbContext}"/>.</summary>
internal sealed class OutboxConfigurator<TDbContext>(IBusRegistrationConfigurator services)
    : OutboxSettings<TDbContext>,
        IEntityFrameworkOutboxConfigurator,
        IEntityFrameworkBusOutboxConfigurator
    where TDbContext : DbContext
{
    /// <summary>Registers the outbox of the context once; further calls change its settings.</summary>
    public static OutboxConfigurator<TDbContext> For(IBusRegistrationConfigurator services)
    {
        var known = services.FirstOrDefault(service => service.ServiceType == typeof(OutboxSettings<TDbContext>));
        if (known is not null)
            return (OutboxConfigurator<TDbContext>)known.ImplementationInstance!;

        var outbox = new OutboxConfigurator<TDbContext>(services);
        services.AddSingleton<OutboxSettings<TDbContext>>(outbox);
        services.AddRelay<TDbContext, OutboxMessage, OutboxTables<TDbContext>>(outbox);
        services.AddSingleton<OutboxDelivery<TDbContext>>();
        services.TryAddScoped<IOutboxContextFactory<TDbContext>, OutboxContextFactory<TDbContext>>();
        services.AddHostedService<InboxCleanup<TDbContext>>();
        return outbox;
    }

    public void DisableInboxCleanupService() => CleansInbox = false;

    public void DisableDeliveryService() => Delivers = false;

    public void UseBusOutbox(Action<IEntityFrameworkBusOutboxConfigurator>? configure = null)
    {
        configure?.Invoke(this);

        var current = services
            .Single(one => one.ServiceType == typeof(IScopedBusContextProvider<IBus>))
            .ImplementationType;
        if (
            current is { IsGenericType: true }
            && current.GetGenericTypeDefinition() == typeof(BusOutboxContextProvider<,>)
            && current != typeof(BusOutboxContextProvider<IBus, TDbContext>)
        )
        {
            throw new ConfigurationException(
                $"{current.GenericTypeArguments[1].Name} has the bus outbox already; a scope's IPublishEndpoint cannot "
                    + $"write to {typeof(TDbContext).Name} as well."
            );
        }

        services.ReplaceScoped<IScopedBusContextProvider<IBus>, BusOutboxContextProvider<IBus, TDbContext>>();
    }
}

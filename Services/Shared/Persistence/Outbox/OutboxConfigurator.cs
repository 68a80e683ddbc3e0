using System.Data;
using MassTransit.DependencyInjection;
using MassTransit.Middleware;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>Collects what the application says about the outbox of one context, and registers it.</summary>
internal sealed class OutboxConfigurator<TDbContext>
    : IEntityFrameworkOutboxConfigurator,
        IEntityFrameworkBusOutboxConfigurator
    where TDbContext : DbContext
{
    private readonly IBusRegistrationConfigurator _services;
    private readonly OutboxSettings<TDbContext> _settings;
    private readonly bool _isFirst;

    public OutboxConfigurator(IBusRegistrationConfigurator services)
    {
        _services = services;

        // Said a second time for the same context, it adds to what was said before: there is still one sweep.
        var known = services.FirstOrDefault(service => service.ServiceType == typeof(OutboxSettings<TDbContext>));
        _isFirst = known == null;
        _settings = (OutboxSettings<TDbContext>?)known?.ImplementationInstance ?? new OutboxSettings<TDbContext>();
    }

    public TimeSpan DuplicateDetectionWindow
    {
        set => _settings.DuplicateDetectionWindow = value;
    }

    public IsolationLevel IsolationLevel
    {
        set => _settings.IsolationLevel = value;
    }

    public bool UseTransaction
    {
        set => _settings.UsesTransaction = value;
    }

    public ILockStatementProvider LockStatementProvider
    {
        set => _settings.LockStatementProvider = value;
    }

    public TimeSpan QueryDelay
    {
        set => _settings.QueryDelay = value;
    }

    public int QueryMessageLimit
    {
        set => _settings.QueryMessageLimit = value;
    }

    public TimeSpan QueryTimeout
    {
        set => _settings.QueryTimeout = value;
    }

    public int MessageDeliveryLimit
    {
        set => _settings.MessageDeliveryLimit = value;
    }

    public TimeSpan MessageDeliveryTimeout
    {
        get => _settings.MessageDeliveryTimeout;
        set => _settings.MessageDeliveryTimeout = value;
    }

    public void DisableInboxCleanupService() => _settings.CleansInbox = false;

    public void DisableDeliveryService() => _settings.Delivers = false;

    public void UseBusOutbox(Action<IEntityFrameworkBusOutboxConfigurator>? configure = null)
    {
        configure?.Invoke(this);

        var current = _services
            .Single(service => service.ServiceType == typeof(IScopedBusContextProvider<IBus>))
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

        _services.ReplaceScoped<IScopedBusContextProvider<IBus>, BusOutboxContextProvider<IBus, TDbContext>>();
    }

    public void Register()
    {
        if (!_isFirst)
            return;

        _services.AddSingleton(_settings);
        _services.AddSingleton<OutboxTables<TDbContext>>();
        _services.AddSingleton<MessagesInHand<TDbContext>>();
        _services.AddSingleton<FailedMessages<TDbContext>>();
        _services.AddSingleton<OutboxSweep<TDbContext>>();
        _services.AddSingleton<OutboxDelivery<TDbContext>>();
        _services.TryAddScoped<IOutboxContextFactory<TDbContext>, OutboxContextFactory<TDbContext>>();
        _services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<MessagesInHand<TDbContext>>());
        _services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<OutboxSweep<TDbContext>>());
        _services.AddHostedService<InboxCleanup<TDbContext>>();
        _services.AddSendObserver<StoredMessageFaults>();
    }
}

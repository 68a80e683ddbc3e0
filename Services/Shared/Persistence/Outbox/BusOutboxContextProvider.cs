using MassTransit.DependencyInjection;
using Microsoft.Extensions.DependencyInjection;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// Implements a scope's <see cref="IPublishEndpoint"/> and <see cref="ISendEndpointProvider"/>: with the consumed
/// message if there is one, because its endpoint decides about an outbox, and otherwise with the bus outbox.
/// </summary>
internal sealed class BusOutboxContextProvider<TBus, TDbContext> : IScopedBusContextProvider<TBus>, IDisposable
    where TBus : class, IBus
    where TDbContext : DbContext
{
    public BusOutboxContextProvider(
        TBus bus,
        Bind<TBus, IClientFactory> clientFactory,
        Bind<TBus, IScopedConsumeContextProvider> busConsumeContext,
        IServiceProvider provider
    )
    {
        Context = busConsumeContext.Value.HasContext
            ? new ConsumeContextScopedBusContext(busConsumeContext.Value.GetContext(), clientFactory.Value)
            : new BusOutboxContext<TDbContext>(
                bus,
                provider.GetRequiredService<TDbContext>(),
                clientFactory.Value,
                provider.GetRequiredService<OutboxDelivery<TDbContext>>(),
                provider.GetRequiredService<OutboxTables<TDbContext>>(),
                provider
            );
    }

    public ScopedBusContext Context { get; }

    public void Dispose() => (Context as IDisposable)?.Dispose();
}

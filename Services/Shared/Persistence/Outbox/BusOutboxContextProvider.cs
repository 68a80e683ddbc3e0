using MassTransit.DependencyInjection;
using Microsoft.Extensions.DependencyInjection;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// A scope's endpoints: the consumed message's if there is one, because its endpoint decides about an outbox, and
/// otherwise the bus outbox's.
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
            : ActivatorUtilities.CreateInstance<BusOutboxContext<TDbContext>>(provider, bus, clientFactory.Value);
    }

    public ScopedBusContext Context { get; }

    public void Dispose() => (Context as IDisposable)?.Dispose();
}

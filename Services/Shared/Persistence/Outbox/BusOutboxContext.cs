using System.Transactions;
using EventDriven.Scheduling;
using MassTransit.Clients;
using MassTransit.DependencyInjection;
using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;
using MassTransit.Transports;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// Stores sent and published messages in the scope's context. After the save they are sent in the background. If the
/// application has its own transaction, the relay sends them, because only the database knows whether it committed.
/// </summary>
internal sealed class BusOutboxContext<TDbContext>(
    IBus bus,
    TDbContext dbContext,
    IClientFactory clientFactory,
    OutboxDelivery<TDbContext> delivery,
    RelayAlarm<TDbContext, OutboxMessage> alarm,
    OutboxTables<TDbContext> tables,
    IServiceProvider provider
) : ScopedBusContext, OutboxSendContext, IDisposable
    where TDbContext : DbContext
{
    private readonly Lock _lock = new();
    private readonly Guid _outboxId = Guid.CreateVersion7();
    private readonly List<OutboxMessage> _unsaved = [];
    private bool _isListening;
    private bool _leftToRelay;

    public ISendEndpointProvider SendEndpointProvider => field ??= new OutboxSendEndpointProvider(this, bus);

    public IPublishEndpoint PublishEndpoint =>
        field ??= new PublishEndpoint(new OutboxPublishEndpointProvider(this, bus));

    // A request is sent at once, because its caller waits for the response in the same scope.
    public IScopedClientFactory ClientFactory { get; } =
        new ScopedClientFactory(new ClientFactory(new ScopedClientFactoryContext(clientFactory, provider)), null);

    private bool IsInTransaction => dbContext.Database.CurrentTransaction != null || Transaction.Current != null;

    public object? GetService(Type serviceType) => provider.GetService(serviceType);

    public async Task AddSend<T>(SendContext<T> context)
        where T : class
    {
        var message = OutboxMessage.Capture(context, tables.Now);
        message.OutboxId = _outboxId;
        await tables.Number(dbContext, [message], context.CancellationToken);
        lock (_lock)
        {
            if (!_isListening)
            {
                _isListening = true;
                dbContext.SavingChanges += Saving;
                dbContext.SavedChanges += Saved;
            }

            _unsaved.Add(message);
            dbContext.Add(message);
        }
    }

    public void Dispose()
    {
        if (_isListening)
        {
            dbContext.SavingChanges -= Saving;
            dbContext.SavedChanges -= Saved;
        }

        if (_leftToRelay)
            alarm.Wake();
    }

    private void Saving(object? sender, SavingChangesEventArgs e)
    {
        var visibleTime = tables.Now + (IsInTransaction ? TimeSpan.Zero : RelaySettings.FirstLease);
        lock (_lock)
            _unsaved.ForEach(message => message.VisibleTime = visibleTime);
    }

    private void Saved(object? sender, SavedChangesEventArgs e)
    {
        OutboxMessage[] saved;
        lock (_lock)
        {
            saved = [.. _unsaved.Where(message => dbContext.Entry(message).State == EntityState.Unchanged)];
            _unsaved.RemoveAll(saved.Contains);
        }

        if (saved.Length == 0)
            return;

        if (IsInTransaction)
            _leftToRelay = true;
        else
            delivery.SendInBackground(saved, bus);
    }
}

using System.Transactions;
using MassTransit.Clients;
using MassTransit.DependencyInjection;
using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;
using MassTransit.Transports;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// Stores sent and published messages in the scope's context. After the save they are sent in the background. If the
/// application has its own transaction, the sweep sends them, because only the database knows whether it committed.
/// </summary>
internal sealed class BusOutboxContext<TDbContext> : ScopedBusContext, OutboxSendContext, IDisposable
    where TDbContext : DbContext
{
    private readonly Lock _lock = new();
    private readonly Guid _outboxId = Guid.CreateVersion7();
    private readonly IBus _bus;
    private readonly TDbContext _dbContext;
    private readonly OutboxDelivery<TDbContext> _delivery;
    private readonly OutboxTables<TDbContext> _tables;
    private readonly IServiceProvider _provider;
    private readonly List<OutboxMessage> _unsaved = [];
    private bool _isListening;
    private bool _leftToSweep;

    public BusOutboxContext(
        IBus bus,
        TDbContext dbContext,
        IClientFactory clientFactory,
        OutboxDelivery<TDbContext> delivery,
        OutboxTables<TDbContext> tables,
        IServiceProvider provider
    )
    {
        _bus = bus;
        _dbContext = dbContext;
        _delivery = delivery;
        _tables = tables;
        _provider = provider;
        SendEndpointProvider = new OutboxSendEndpointProvider(this, bus);
        PublishEndpoint = new PublishEndpoint(new OutboxPublishEndpointProvider(this, bus));

        // A request is sent at once, because its caller waits for the response in the same scope.
        ClientFactory = new ScopedClientFactory(
            new ClientFactory(new ScopedClientFactoryContext(clientFactory, provider)),
            null
        );
    }

    public ISendEndpointProvider SendEndpointProvider { get; }

    public IPublishEndpoint PublishEndpoint { get; }

    public IScopedClientFactory ClientFactory { get; }

    private bool IsInTransaction => _dbContext.Database.CurrentTransaction != null || Transaction.Current != null;

    public object? GetService(Type serviceType) => _provider.GetService(serviceType);

    public async Task AddSend<T>(SendContext<T> context)
        where T : class
    {
        var message = OutboxMessage.Capture(context);
        message.OutboxId = _outboxId;
        await _tables.Number(_dbContext, [message], context.CancellationToken);
        lock (_lock)
        {
            if (!_isListening)
            {
                _isListening = true;
                _dbContext.SavingChanges += Saving;
                _dbContext.SavedChanges += Saved;
            }

            _unsaved.Add(message);
            _dbContext.Add(message);
        }
    }

    public void Dispose()
    {
        if (_isListening)
        {
            _dbContext.SavingChanges -= Saving;
            _dbContext.SavedChanges -= Saved;
        }

        if (_leftToSweep)
            _delivery.LeaveToSweep();
    }

    private void Saving(object? sender, SavingChangesEventArgs e)
    {
        var visibleTime = DateTime.UtcNow + (IsInTransaction ? TimeSpan.Zero : OutboxSettings<TDbContext>.FirstLease);
        lock (_lock)
        {
            foreach (var message in _unsaved)
                message.VisibleTime = visibleTime;
        }
    }

    private void Saved(object? sender, SavedChangesEventArgs e)
    {
        OutboxMessage[] saved;
        lock (_lock)
        {
            saved = [.. _unsaved.Where(message => _dbContext.Entry(message).State == EntityState.Unchanged)];
            _unsaved.RemoveAll(message => saved.Contains(message));
        }

        if (saved.Length == 0)
            return;

        if (IsInTransaction)
            _leftToSweep = true;
        else
            _delivery.SendInBackground(saved, _bus);
    }
}

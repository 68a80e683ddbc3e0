using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;
using Microsoft.EntityFrameworkCore.Storage;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// A message that is consumed behind the outbox. It collects what the consumer sends, and stores it at the end: in the
/// transaction in which the message is consumed or, without one, in a single <c>SaveChangesAsync</c> with the inbox row
/// and the consumer's changes.
/// </summary>
internal sealed class OutboxTransactionConsumeContext<TDbContext, TMessage>
    : OutboxConsumeContextProxy<TMessage>,
        IOutboxTransaction,
        IAsyncDisposable
    where TDbContext : DbContext
    where TMessage : class
{
    private readonly Lock _lock = new();
    private readonly List<Func<Task>> _faults = [];
    private readonly TDbContext _dbContext;
    private readonly OutboxTables<TDbContext> _tables;
    private readonly OutboxSettings<TDbContext> _settings;
    private readonly MessagesInHand<TDbContext> _inHand;
    private readonly Guid _inboxMessageId;
    private readonly bool _isNew;
    private readonly bool _ownsTransaction;
    private IDbContextTransaction? _transaction;
    private List<OutboxMessage> _outgoing = [];
    private bool _isClosed;

    /// <param name="claim">
    /// The transaction in which the message was claimed, and whether the message is new. Null without a transaction.
    /// </param>
    public OutboxTransactionConsumeContext(
        ConsumeContext<TMessage> context,
        OutboxConsumeOptions options,
        IServiceProvider provider,
        Outbox<TDbContext> outbox,
        Guid inboxMessageId,
        (IDbContextTransaction Transaction, bool IsNew)? claim
    )
        : base(context, options, provider)
    {
        (_dbContext, _settings, _tables, _inHand) = outbox;
        _inboxMessageId = inboxMessageId;
        _transaction = claim?.Transaction;
        _isNew = claim?.IsNew ?? true;
        _ownsTransaction = claim is null;
        if (_ownsTransaction)
            _dbContext.SavingChanges += Saving;
    }

    /// <summary>To be sent after the transaction.</summary>
    public IReadOnlyList<OutboxMessage> Outgoing => _outgoing;

    public DbContext DbContext => _dbContext;

    public override bool ContinueProcessing { get; set; } = true;

    /// <summary>
    /// If false, MassTransit's pipe runs the consumer; otherwise it only handles the stored messages.
    /// </summary>
    public override bool IsMessageConsumed => !_isNew;

    public override bool IsOutboxDelivered => !_isNew;

    public override int ReceiveCount => _isNew ? 1 : 2;

    public override long? LastSequenceNumber => null;

    /// <summary>Called after the consumer has succeeded: saves and commits. A failure here fails the message.</summary>
    public override async Task SetConsumed()
    {
        lock (_lock)
            _isClosed = true;

        // From then on the sweep of any replica may take the rows.
        var visibleTime = DateTime.UtcNow + OutboxSettings<TDbContext>.FirstLease;
        foreach (var message in _outgoing)
            message.VisibleTime = visibleTime;

        // Taken before the rows are visible, so that a duplicate that waits for this commit does not send them too.
        foreach (var message in _outgoing)
            _inHand.TryTake(message);

        if (_transaction is null)
        {
            Claim();
            await _tables.Number(_dbContext, _outgoing, CancellationToken);
            _dbContext.AddRange(_outgoing);
            await _dbContext.SaveChangesAsync(CancellationToken);
            return;
        }

        // No savepoint is needed, because nothing follows.
        _dbContext.Database.AutoSavepointsEnabled = false;
        await _dbContext.SaveChangesAsync(CancellationToken);
        await _tables.StoreAndCommit(_dbContext, _transaction, _outgoing, CancellationToken);
    }

    /// <summary>Rolls back the transaction that began here, unless it was committed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_ownsTransaction)
            return;

        _dbContext.SavingChanges -= Saving;
        if (_transaction is not null)
            await _transaction.DisposeAsync();
    }

    /// <summary>Without a claim, failures are published only once the message is known to be no duplicate.</summary>
    public override Task NotifyFaulted<T>(
        ConsumeContext<T> context,
        TimeSpan duration,
        string consumerType,
        Exception exception
    )
    {
        if (!_ownsTransaction)
            return base.NotifyFaulted(context, duration, consumerType, exception);

        _faults.Add(() => base.NotifyFaulted(context, duration, consumerType, exception));
        return Task.CompletedTask;
    }

    public async Task NotifyFaults()
    {
        foreach (var notify in _faults)
            await notify();
    }

    /// <summary>Called when the message failed: this process sends none of its messages.</summary>
    public void PutBack()
    {
        foreach (var message in _outgoing)
            _inHand.PutBack(message);
    }

    /// <summary>
    /// Called for a duplicate: takes its stored messages that this process is not sending, to send them again.
    /// </summary>
    public override async Task RemoveOutboxMessages()
    {
        var stored = await _tables.HoldUnsent(_dbContext, _inboxMessageId, ConsumerId, CancellationToken);
        _outgoing = [.. stored.Where(_inHand.TryTake)];
    }

    public override Task AddSend<T>(SendContext<T> context)
    {
        var message = OutboxMessage.Capture(context);
        message.InboxMessageId = _inboxMessageId;
        message.InboxConsumerId = ConsumerId;
        lock (_lock)
        {
            if (_isClosed)
                throw new InvalidOperationException(
                    $"{typeof(T).Name} was sent after its consumer had completed: await what the consumer sends."
                );

            _outgoing.Add(message);
        }

        return Task.CompletedTask;
    }

    // Only for outboxes that deliver inside the pipe, message by message; this one sends after the commit.
    public override Task SetDelivered() => Task.CompletedTask;

    public override Task<List<OutboxMessageContext>> LoadOutboxMessages() =>
        Task.FromResult(new List<OutboxMessageContext>());

    public override Task NotifyOutboxMessageDelivered(OutboxMessageContext message) => Task.CompletedTask;

    private void Claim()
    {
        var now = DateTime.UtcNow;
        _dbContext.Add(
            new InboxState
            {
                // No code reads this number. A random one saves a query for the database's own.
                Id = Random.Shared.NextInt64(1, long.MaxValue),
                MessageId = _inboxMessageId,
                ConsumerId = ConsumerId,
                Received = now,
                Consumed = now,
                ReceiveCount = 1,
            }
        );
    }

    // The consumer calls SaveChanges itself and may change more: all is committed at the end.
    private void Saving(object? sender, SavingChangesEventArgs e)
    {
        if (_isClosed || _transaction is not null)
            return;

        _transaction = _dbContext.Database.BeginTransaction(_settings.IsolationLevel);
        Claim();
    }
}

using EventDriven.Scheduling;
using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;
using Microsoft.EntityFrameworkCore.Storage;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// A message that is consumed behind the outbox. It collects what the consumer sends and stores it at the end, in one
/// <c>SaveChangesAsync</c> with the consumer's changes and, without a claim, the inbox row.
/// </summary>
/// <param name="claim">Null if no transaction began before the consumer.</param>
internal sealed class OutboxTransactionConsumeContext<TDbContext, TMessage>(
    ConsumeContext<TMessage> context,
    OutboxConsumeOptions options,
    IServiceProvider provider,
    TDbContext dbContext,
    OutboxSettings<TDbContext> settings,
    OutboxTables<TDbContext> tables,
    MessagesInHand<TDbContext, OutboxMessage> inHand,
    Guid inboxMessageId,
    (IDbContextTransaction Transaction, bool IsNew)? claim
) : OutboxConsumeContextProxy<TMessage>(context, options, provider), IOutboxTransaction, IAsyncDisposable
    where TDbContext : DbContext
    where TMessage : class
{
    private readonly Lock _lock = new();
    private readonly List<Func<Task>> _faults = [];
    private readonly bool _isNew = claim?.IsNew ?? true;
    private readonly bool _ownsTransaction = claim is null;
    private IDbContextTransaction? _transaction = claim?.Transaction;
    private List<OutboxMessage> _outgoing = [];
    private bool _isClosed;

    /// <summary>To be sent after the transaction.</summary>
    public IReadOnlyList<OutboxMessage> Outgoing => _outgoing;

    public DbContext DbContext => dbContext;

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

        // From then on the relay of any replica may take the rows.
        var visibleTime = tables.Now + RelaySettings.FirstLease;
        foreach (var message in _outgoing)
        {
            message.VisibleTime = visibleTime;
            // Taken before the rows are visible, so that a duplicate that waits for this commit does not send them too.
            inHand.TryTake(message);
        }

        if (_transaction is null)
        {
            Claim();
            await tables.Number(dbContext, _outgoing, CancellationToken);
        }
        else
        {
            // The database assigns the keys: reserving them could need a second connection while this one is held. No
            // savepoint is needed, because nothing follows.
            dbContext.Database.AutoSavepointsEnabled = false;
        }

        dbContext.AddRange(_outgoing);
        await dbContext.SaveChangesAsync(CancellationToken);
        if (_transaction is not null)
            await _transaction.CommitAsync(CancellationToken);
    }

    /// <summary>Rolls back the transaction that began here, unless it was committed.</summary>
    public ValueTask DisposeAsync() =>
        _ownsTransaction && _transaction is not null ? _transaction.DisposeAsync() : ValueTask.CompletedTask;

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
    public void PutBack() => _outgoing.ForEach(inHand.PutBack);

    /// <summary>
    /// Called for a duplicate: takes its stored messages that this process is not sending already.
    /// </summary>
    public override async Task RemoveOutboxMessages()
    {
        var stored = await tables.HoldUnsent(dbContext, inboxMessageId, ConsumerId, CancellationToken);
        _outgoing = [.. stored.Where(inHand.TryTake)];
    }

    public override Task AddSend<T>(SendContext<T> context)
    {
        var message = OutboxMessage.Capture(context, tables.Now);
        message.InboxMessageId = inboxMessageId;
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
        Task.FromResult<List<OutboxMessageContext>>([]);

    public override Task NotifyOutboxMessageDelivered(OutboxMessageContext message) => Task.CompletedTask;

    /// <summary>
    /// The consumer calls SaveChanges itself and may change more: all is committed at the end. Only without a claim.
    /// </summary>
    public void Saving(object? sender, SavingChangesEventArgs e)
    {
        if (_isClosed || _transaction is not null)
            return;

        _transaction = dbContext.Database.BeginTransaction(settings.IsolationLevel);
        Claim();
    }

    private void Claim()
    {
        var now = tables.Now;
        dbContext.Add(
            new InboxState
            {
                // No code reads this number. A random one saves a query for the database's own.
                Id = Random.Shared.NextInt64(1, long.MaxValue),
                MessageId = inboxMessageId,
                ConsumerId = ConsumerId,
                Received = now,
                Consumed = now,
                ReceiveCount = 1,
            }
        );
    }
}

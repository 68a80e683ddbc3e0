using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// A message that is consumed in a transaction. What the consumer sends is collected here and becomes rows at the end,
/// in the same batch as its own changes.
/// </summary>
internal sealed class OutboxTransactionConsumeContext<TDbContext, TMessage>(
    ConsumeContext<TMessage> context,
    OutboxConsumeOptions options,
    IServiceProvider provider,
    TDbContext dbContext,
    IDbContextTransaction transaction,
    OutboxTables<TDbContext> tables,
    MessagesInHand<TDbContext> inHand,
    Guid inboxMessageId,
    bool isNew
) : OutboxConsumeContextProxy<TMessage>(context, options, provider), IOutboxTransaction
    where TDbContext : DbContext
    where TMessage : class
{
    private readonly Lock _lock = new();
    private List<OutboxMessage> _outgoing = [];
    private bool _isClosed;

    /// <summary>What is to be sent once the transaction has ended.</summary>
    public IReadOnlyList<OutboxMessage> Outgoing => _outgoing;

    public DbContext DbContext => dbContext;

    public override bool ContinueProcessing { get; set; } = true;

    /// <summary>
    /// MassTransit's pipe runs the consumer when this is false; otherwise it asks only for what remains of the message.
    /// </summary>
    public override bool IsMessageConsumed => !isNew;

    public override bool IsOutboxDelivered => !isNew;

    public override int ReceiveCount => isNew ? 1 : 2;

    public override long? LastSequenceNumber => null;

    /// <summary>
    /// Called when the consumer has succeeded: saves and commits. A failure here is the message's failure, and is
    /// reported as one.
    /// </summary>
    public override async Task SetConsumed()
    {
        lock (_lock)
            _isClosed = true;

        // After this the sweep of any replica may take the rows.
        var visibleTime = DateTime.UtcNow + OutboxSettings<TDbContext>.FirstLease;
        foreach (var message in _outgoing)
            message.VisibleTime = visibleTime;

        // Taken before anyone can see the rows: a duplicate that waits for this commit does not send them as well.
        foreach (var message in _outgoing)
            inHand.TryTake(message);

        await dbContext.SaveChangesAsync(CancellationToken);
        await tables.StoreAndCommit(dbContext, transaction, _outgoing, CancellationToken);
    }

    /// <summary>Called when the message failed, at whatever point: this process sends nothing of it.</summary>
    public void PutBack()
    {
        foreach (var message in _outgoing)
            inHand.PutBack(message);
    }

    /// <summary>
    /// Called instead when the message is a duplicate: what was stored for it and nobody here is sending is sent now.
    /// </summary>
    public override async Task RemoveOutboxMessages()
    {
        var stored = await tables.HoldUnsent(dbContext, inboxMessageId, ConsumerId, CancellationToken);
        _outgoing = [.. stored.Where(inHand.TryTake)];
    }

    public override Task AddSend<T>(SendContext<T> context)
    {
        var message = OutboxMessage.Capture(context);
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

    // The pipe asks for the following only of an outbox that delivers inside it, message by message; this one sends
    // after the commit.
    public override Task SetDelivered() => Task.CompletedTask;

    public override Task<List<OutboxMessageContext>> LoadOutboxMessages() =>
        Task.FromResult(new List<OutboxMessageContext>());

    public override Task NotifyOutboxMessageDelivered(OutboxMessageContext message) => Task.CompletedTask;
}

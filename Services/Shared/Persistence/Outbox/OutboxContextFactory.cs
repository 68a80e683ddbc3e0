using MassTransit.Middleware;
using Microsoft.EntityFrameworkCore.Storage;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// Consumes a message in one transaction of the scope's context. On PostgreSQL a saga's message takes four round trips:
/// the claim (with the BEGIN), the load, the batch of all writes, the commit. Without a transaction it takes two: the
/// load and the save.
/// </summary>
internal sealed class OutboxContextFactory<TDbContext>(
    TDbContext dbContext,
    IServiceProvider provider,
    OutboxSettings<TDbContext> settings,
    OutboxTables<TDbContext> tables,
    MessagesInHand<TDbContext> inHand,
    OutboxDelivery<TDbContext> delivery,
    IBus bus
) : IOutboxContextFactory<TDbContext>
    where TDbContext : DbContext
{
    public void Probe(ProbeContext context)
    {
        var scope = context.CreateFilterScope("outboxContextFactory");
        scope.Add("provider", "entityFrameworkCore");
        scope.Add("dbContext", typeof(TDbContext).Name);
    }

    public async Task Send<T>(
        ConsumeContext<T> context,
        OutboxConsumeOptions options,
        IPipe<OutboxConsumeContext<T>> next
    )
        where T : class
    {
        var messageId = context.GetOriginalMessageId()
            ?? throw new MessageException(
                typeof(T),
                "A message that is consumed behind the outbox needs an id, which identifies its duplicates."
            );

        IReadOnlyList<OutboxMessage> outgoing = [];
        await OneTry.Run(dbContext, async () => outgoing = await Consume(context, messageId, options, next));

        // After the commit, with the connection returned. Unsendable messages stay in their rows for the sweep, and the
        // consumed message is acknowledged, because its effects are committed. The bus's channel is used instead of the
        // endpoint's: if the broker closes the channel over a message, the consumers are not interrupted.
        if (outgoing.Count > 0)
            await delivery.Send(outgoing, bus, options.MessageDeliveryTimeout, context.CancellationToken);
    }

    private async Task<IReadOnlyList<OutboxMessage>> Consume<T>(
        ConsumeContext<T> context,
        Guid messageId,
        OutboxConsumeOptions options,
        IPipe<OutboxConsumeContext<T>> next
    )
        where T : class
    {
        if (settings.UseTransaction || dbContext.IsOnSqlite())
            return await ConsumeInTransaction(context, messageId, options, next);

        await using (var consumeContext = CreateContext(context, messageId, options, claim: null))
        {
            try
            {
                await next.Send(consumeContext);
                return consumeContext.Outgoing;
            }
            catch (Exception)
            {
                consumeContext.PutBack();
                // A duplicate's consumer can fail because the first delivery has changed the data.
                if (!await IsDuplicate(messageId, options.ConsumerId, context.CancellationToken))
                {
                    await consumeContext.NotifyFaults();
                    throw;
                }
            }
        }

        dbContext.ChangeTracker.Clear();
        return await ConsumeInTransaction(context, messageId, options, next);
    }

    private async Task<IReadOnlyList<OutboxMessage>> ConsumeInTransaction<T>(
        ConsumeContext<T> context,
        Guid messageId,
        OutboxConsumeOptions options,
        IPipe<OutboxConsumeContext<T>> next
    )
        where T : class
    {
        OutboxTransactionConsumeContext<TDbContext, T>? consumeContext = null;
        try
        {
            using var writer = await SqliteWriter.Enter(dbContext, context.CancellationToken);
            await using var transaction = await dbContext.Database.BeginTransactionAsync(
                settings.IsolationLevel,
                context.CancellationToken
            );

            var isNew = await tables.Claim(dbContext, messageId, options.ConsumerId, context.CancellationToken);
            consumeContext = CreateContext(context, messageId, options, (transaction, isNew));
            await next.Send(consumeContext);
        }
        catch
        {
            // After a failed commit it is unknown whether the rows exist. If they do, any sweep may send them.
            consumeContext?.PutBack();
            throw;
        }

        return consumeContext.Outgoing;
    }

    private OutboxTransactionConsumeContext<TDbContext, T> CreateContext<T>(
        ConsumeContext<T> context,
        Guid messageId,
        OutboxConsumeOptions options,
        (IDbContextTransaction Transaction, bool IsNew)? claim
    )
        where T : class
    {
        context.GetOrAddPayload(() => new ConsumedMessage()).IsDuplicate = claim is { IsNew: false };
        return new OutboxTransactionConsumeContext<TDbContext, T>(
            context,
            options,
            provider,
            new Outbox<TDbContext>(dbContext, settings, tables, inHand),
            messageId,
            claim
        );
    }

    private async Task<bool> IsDuplicate(Guid messageId, Guid consumerId, CancellationToken cancellationToken)
    {
        try
        {
            return await tables.InScope(
                fresh =>
                    fresh
                        .Set<InboxState>()
                        .AnyAsync(row => row.MessageId == messageId && row.ConsumerId == consumerId, cancellationToken),
                cancellationToken
            );
        }
        catch (Exception)
        {
            // The caller throws the original failure, which says more.
            return false;
        }
    }
}

/// <summary>The outbox of one context, for one message.</summary>
internal sealed record Outbox<TDbContext>(
    TDbContext DbContext,
    OutboxSettings<TDbContext> Settings,
    OutboxTables<TDbContext> Tables,
    MessagesInHand<TDbContext> InHand
)
    where TDbContext : DbContext;

using EventDriven.Scheduling;
using MassTransit.Middleware;
using Microsoft.EntityFrameworkCore.Storage;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>Consumes a message in one transaction of the scope's context, or saves everything at the end.</summary>
internal sealed class OutboxContextFactory<TDbContext>(
    TDbContext dbContext,
    IServiceProvider provider,
    OutboxSettings<TDbContext> settings,
    OutboxTables<TDbContext> tables,
    MessagesInHand<TDbContext, OutboxMessage> inHand,
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
        var cancellationToken = context.CancellationToken;

        IReadOnlyList<OutboxMessage> outgoing = [];
        await OneTry.Run(dbContext, async () => outgoing = await Consume());

        // After the commit, with the connection returned. The consumed message is acknowledged even if messages cannot
        // be sent, because its effects are committed. The bus's channel is used instead of the endpoint's: if the
        // broker closes the channel over a message, the consumers are not interrupted.
        if (outgoing.Count > 0)
            await delivery.Send(outgoing, bus, options.MessageDeliveryTimeout, cancellationToken);

        async Task<IReadOnlyList<OutboxMessage>> Consume()
        {
            if (settings.UseTransaction || dbContext.IsOnSqlite())
                return await ConsumeInTransaction();

            await using (var consumeContext = CreateContext(claim: null))
            {
                dbContext.SavingChanges += consumeContext.Saving;
                try
                {
                    await next.Send(consumeContext);
                    return consumeContext.Outgoing;
                }
                catch (Exception)
                {
                    consumeContext.PutBack();
                    // A duplicate's consumer can fail because the first delivery has changed the data.
                    if (!await IsDuplicate(messageId, options.ConsumerId, cancellationToken))
                    {
                        await consumeContext.NotifyFaults();
                        throw;
                    }
                }
                finally
                {
                    dbContext.SavingChanges -= consumeContext.Saving;
                }
            }

            dbContext.ChangeTracker.Clear();
            return await ConsumeInTransaction();
        }

        async Task<IReadOnlyList<OutboxMessage>> ConsumeInTransaction()
        {
            OutboxTransactionConsumeContext<TDbContext, T>? consumeContext = null;
            try
            {
                using var writer = await SqliteWriter.Enter(dbContext, cancellationToken);
                await using var transaction = await dbContext.Database.BeginTransactionAsync(
                    settings.IsolationLevel,
                    cancellationToken
                );

                var isNew = await tables.Claim(dbContext, messageId, options.ConsumerId, cancellationToken);
                consumeContext = CreateContext((transaction, isNew));
                await next.Send(consumeContext);
            }
            catch
            {
                // After a failed commit it is unknown whether the rows exist. If they do, any relay may send them.
                consumeContext?.PutBack();
                throw;
            }

            return consumeContext.Outgoing;
        }

        OutboxTransactionConsumeContext<TDbContext, T> CreateContext(
            (IDbContextTransaction Transaction, bool IsNew)? claim
        )
        {
            context.GetOrAddPayload(() => new ConsumedMessage()).IsDuplicate = claim is { IsNew: false };
            return new(context, options, provider, dbContext, settings, tables, inHand, messageId, claim);
        }
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

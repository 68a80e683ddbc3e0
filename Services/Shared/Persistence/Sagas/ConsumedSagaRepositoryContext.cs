using MassTransit.Context;
using MassTransit.Logging;
using MassTransit.Saga;

namespace MassTransit.EntityFrameworkCoreIntegration.Sagas;

/// <summary>
/// A saga's instances while a message is consumed. The owner of the transaction saves their changes once; only an
/// insert that must be decided at once is written by itself.
/// </summary>
internal sealed class ConsumedSagaRepositoryContext<TSaga, TMessage>(
    DbContext dbContext,
    ConsumeContext<TMessage> context,
    ISagaConsumeContextFactory<DbContext, TSaga> consumeContexts,
    SagaRepositoryOptions<TSaga> options
) : ConsumeContextScope<TMessage>(context, dbContext), SagaRepositoryContext<TSaga, TMessage>
    where TSaga : class, ISaga
    where TMessage : class
{
    private const string BeforeInsert = "before_saga_insert";

    private readonly ConsumeContext<TMessage> _context = context;

    public Task<SagaConsumeContext<TSaga, TMessage>> Add(TSaga instance) =>
        CreateSagaConsumeContext(_context, instance, SagaConsumeContextMode.Add);

    public async Task<SagaConsumeContext<TSaga, TMessage>> Insert(TSaga instance)
    {
        // Without a transaction nothing is written before the end: a duplicate key fails then.
        if (dbContext.Database.CurrentTransaction is not { } transaction)
        {
            dbContext.Add(instance);
            return await CreateSagaConsumeContext(_context, instance, SagaConsumeContextMode.Insert);
        }

        // On PostgreSQL a failed insert aborts the transaction unless it is rolled back to a savepoint.
        await transaction.CreateSavepointAsync(BeforeInsert, CancellationToken);
        dbContext.Add(instance);
        try
        {
            await dbContext.SaveChangesAsync(CancellationToken);
        }
        catch (DbUpdateException exception)
        {
            // Usually another message has created the instance, and the caller then loads it. After another failure
            // nothing is loaded, and the next insert fails in the same way.
            await transaction.RollbackToSavepointAsync(BeforeInsert, CancellationToken);
            Forget(instance);
            _context.LogInsertFault<TSaga, TMessage>(exception, instance.CorrelationId);
            return null!;
        }

        _context.LogInsert<TSaga, TMessage>(instance.CorrelationId);
        return await CreateSagaConsumeContext(_context, instance, SagaConsumeContextMode.Insert);
    }

    public async Task<SagaConsumeContext<TSaga, TMessage>> Load(Guid correlationId)
    {
        var instance = await options.LoadForUpdate(dbContext, correlationId, CancellationToken);
        return instance == null
            ? null!
            : await CreateSagaConsumeContext(_context, instance, SagaConsumeContextMode.Load);
    }

    public Task Save(SagaConsumeContext<TSaga> context)
    {
        dbContext.Add(context.Saga);
        return Task.CompletedTask;
    }

    public Task Update(SagaConsumeContext<TSaga> context) => Task.CompletedTask;

    public Task Delete(SagaConsumeContext<TSaga> context)
    {
        dbContext.Remove(context.Saga);
        return Task.CompletedTask;
    }

    public Task Discard(SagaConsumeContext<TSaga> context) => Task.CompletedTask;

    public Task Undo(SagaConsumeContext<TSaga> context)
    {
        Forget(context.Saga);
        return Task.CompletedTask;
    }

    public Task<SagaConsumeContext<TSaga, T>> CreateSagaConsumeContext<T>(
        ConsumeContext<T> consumeContext,
        TSaga instance,
        SagaConsumeContextMode mode
    )
        where T : class => consumeContexts.CreateSagaConsumeContext(dbContext, consumeContext, instance, mode);

    // With its related entities.
    private void Forget(TSaga instance)
    {
        var entry = dbContext.Entry(instance);
        var related = entry
            .Navigations.SelectMany(navigation =>
                navigation.CurrentValue switch
                {
                    null => [],
                    System.Collections.IEnumerable many => many.Cast<object>(),
                    var one => [one],
                }
            )
            .ToList();
        foreach (var entity in related)
            dbContext.Entry(entity).State = EntityState.Detached;

        entry.State = EntityState.Detached;
    }
}
